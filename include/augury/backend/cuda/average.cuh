// SPDX-License-Identifier: MIT
#pragma once
#include "augury/backend/cuda/context.cuh"
#include "augury/kernel/average.hpp"

namespace augury {

template <class T>
void run(follow_t, Context<Cuda>& ctx, T* average, const T* values, const T* keep,
         std::size_t count) {
  ctx.for_each(static_cast<std::ptrdiff_t>(count), [=] AUGURY_HD(std::ptrdiff_t i) {
    average[i] = op::Average{}(average[i], values[i], *keep);
  });
}

}  // namespace augury
