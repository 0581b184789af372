// SPDX-License-Identifier: MIT
// The training of the thousand modes on NVIDIA GPUs.
#include <augury/cuda.cuh>

#include "training_work.hpp"

template struct stacked::Training<stacked::DeconvGenerator, augury::Cuda>;
template struct stacked::Training<stacked::StochasticGenerator, augury::Cuda>;
