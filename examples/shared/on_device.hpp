// SPDX-License-Identifier: MIT
// The backend that --device names, for work that is a template over backends.
#pragma once
#include "machine.hpp"
#include "program.hpp"

#include "augury/core/context.hpp"
#include "augury/core/error.hpp"

// 1 where the program's cuda.cu gives its work for Cuda.
#ifndef AUGURY_PROGRAMS_WITH_CUDA
#define AUGURY_PROGRAMS_WITH_CUDA 0
#endif

namespace program {

/// work.operator()<Backend>() for the backend that --device names.
template <class Work>
int on_device(const Options& options, Work work) {
  device_number(options);  // refuses what is no device
  precision(options);
  if (!asks_for_cuda(options)) return work.template operator()<augury::Cpu>();
  if constexpr (AUGURY_PROGRAMS_WITH_CUDA != 0) return work.template operator()<augury::Cuda>();
  else
    throw augury::UsageError(
        "this program has no CUDA backend, because CMake found no nvcc, was told AUGURY_CUDA=OFF, "
        "or "
        "found no cuda.cu beside the program's files; "
        "leave --device out, type --device cpu, or build with NVIDIA's CUDA toolkit and "
        "AUGURY_CUDA=ON");
}

}  // namespace program
