// SPDX-License-Identifier: MIT
// NVIDIA's library for products of dense layers, where the build asks for it by AUGURY_CUBLASLT. A host
// in the place of a device does what the library would do, by its rules.
#pragma once
#if !defined(AUGURY_CUBLASLT)
#include "augury/backend/cuda/library_absent.cuh"
#elif defined(__CUDACC__)
#include "augury/backend/cuda/library_by_cublaslt.cuh"
#else
#include "augury/backend/cuda/library_on_host.cuh"
#endif
