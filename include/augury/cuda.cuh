// SPDX-License-Identifier: MIT
// augury for NVIDIA GPUs: Gan<G, D, Cuda> trains on one. For nvcc, with --extended-lambda and
// --expt-relaxed-constexpr, which the CMake target augury::cuda gives. Neither Eigen nor xtensor are
// needed here.
#pragma once
#include "augury/backend/cuda/cuda.cuh"
#include "augury/toolkit.hpp"
