// SPDX-License-Identifier: MIT
#pragma once
#include <string>

#include "augury/backend/cuda/context.cuh"

namespace augury {

/// What a context computes with, for the first line that a program prints.
inline std::string describe_machine(const Context<Cuda>& context) {
  const bool exact = context.precision() == Precision::fp32;
  return cuda::words_on(context.device()) +
         (exact ? "" : std::string(", products in ") + name_of(context.precision()));
}

}  // namespace augury
