// SPDX-License-Identifier: MIT
// Which compiler reads this, and what the build wants of NVIDIA's libraries: asked here and nowhere else
// on this backend. The other files include what is named here.
//
// nvcc makes kernels of the programs. A host compiler that is told AUGURY_CUDA_ON_HOST runs the very
// same programs by the host: slow, but every index and every sum of a kernel is then tested on machines
// without a device, and so is that the host waits for what it reads, and reads its own memory.
#pragma once

#if defined(__CUDACC__)
#define AUGURY_DEVICE "augury/backend/cuda/device_by_nvcc.cuh"
#define AUGURY_MAYBE_CUBLASLT "augury/backend/cuda/cublaslt/library.cuh"
#define AUGURY_MAYBE_CUDNN "augury/backend/cuda/cudnn/convolver.cuh"
#elif defined(AUGURY_CUDA_ON_HOST)
#define AUGURY_DEVICE "augury/backend/cuda/device_on_host.cuh"
#define AUGURY_MAYBE_CUBLASLT "augury/backend/cuda/library_on_host.cuh"
#define AUGURY_MAYBE_CUDNN "augury/backend/cuda/convolver_on_host.cuh"
#else
#error "augury/cuda.cuh is for nvcc: compile this file as CUDA, or include augury/augury.hpp"
#endif

#if !defined(AUGURY_CUBLASLT)
#undef AUGURY_MAYBE_CUBLASLT
#define AUGURY_MAYBE_CUBLASLT "augury/backend/cuda/library_absent.cuh"
#endif
#if !defined(AUGURY_CUDNN)
#undef AUGURY_MAYBE_CUDNN
#define AUGURY_MAYBE_CUDNN "augury/backend/cuda/convolver_absent.cuh"
#endif

// nvcc reads each file twice or more: for the host, and for each architecture of devices.
#if defined(__CUDA_ARCH__)
#define AUGURY_THREADS "augury/backend/cuda/threads_of_device.cuh"
#else
#define AUGURY_THREADS "augury/backend/cuda/threads_of_host.cuh"
#endif
#if defined(__CUDA_ARCH__) && __CUDA_ARCH__ >= 800
#define AUGURY_MATRIX_UNIT "augury/backend/cuda/warp_sums_by_unit.cuh"
#else
#define AUGURY_MATRIX_UNIT "augury/backend/cuda/warp_sums_by_lane.cuh"
#endif
