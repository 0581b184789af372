// SPDX-License-Identifier: MIT
// NVIDIA's library for convolutions, where the build asks for it by AUGURY_CUDNN. A host in the place
// of a device does what the library would do, by its rules.
#pragma once
#if !defined(AUGURY_CUDNN)
#include "augury/backend/cuda/convolver_absent.cuh"
#elif defined(__CUDACC__)
#include "augury/backend/cuda/cudnn/convolver.cuh"
#else
#include "augury/backend/cuda/convolver_on_host.cuh"
#endif
