// SPDX-License-Identifier: MIT
// The program custom_layer, where the host does the work of a device.
#define AUGURY_CUDA_ON_HOST
#include "custom_layer.cpp"
#include "custom_layer/cuda.cu"
