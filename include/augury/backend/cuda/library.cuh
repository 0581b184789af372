// SPDX-License-Identifier: MIT
// NVIDIA's library for products of dense layers, where the build asks for it by AUGURY_CUBLASLT. A host
// in the place of a device does what the library would do, by its rules.
#pragma once
#include "augury/backend/cuda/config.cuh"
#include AUGURY_MAYBE_CUBLASLT
