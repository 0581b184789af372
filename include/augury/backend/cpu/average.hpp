// SPDX-License-Identifier: MIT
#pragma once
#include "augury/backend/cpu/pointwise.hpp"
#include "augury/kernel/average.hpp"

namespace augury {

template <class T>
void run(follow_t, Context<Cpu>& ctx, T* average, const T* values, const T* keep,
         std::size_t count) {
  cpu::split(ctx, static_cast<std::ptrdiff_t>(count), 1,
             [=, by = *keep](std::ptrdiff_t begin, std::ptrdiff_t end) {
               AUGURY_INDEPENDENT
               for (std::ptrdiff_t i = begin; i < end; ++i)
                 average[i] = op::Average{}(average[i], values[i], by);
             });
}

}  // namespace augury
