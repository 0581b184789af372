// SPDX-License-Identifier: MIT
// The work of the program custom_layer on NVIDIA GPUs.
#include <augury/cuda.cuh>

#include "check.hpp"
#include "swish.hpp"

template int mine::check_gradients<mine::Network, augury::Cuda>(int device);
