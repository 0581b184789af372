// SPDX-License-Identifier: MIT
// What a kernel is on this backend, and the place where the compiler that reads it is asked for. nvcc makes
// kernels of the programs. A host compiler that is told AUGURY_CUDA_ON_HOST runs the very same
// programs by the host: slow, but every index and every sum of a kernel is then tested on machines
// without a device, and so is that the host waits for what it reads, and reads its own memory.
#pragma once
#if defined(__CUDACC__)
#include "augury/backend/cuda/device_by_nvcc.cuh"
#elif defined(AUGURY_CUDA_ON_HOST)
#include "augury/backend/cuda/device_on_host.cuh"
#else
#error "augury/cuda.cuh is for nvcc: compile this file as CUDA, or include augury/augury.hpp"
#endif
