// SPDX-License-Identifier: MIT
#pragma once
#include "augury/backend/cuda/context.cuh"
#include "augury/kernel/update.hpp"

namespace augury {

template <class Rule, class T>
void run(update_t, Context<Cuda>& ctx, Rule rule, std::size_t count, T* w, const T* g, T* m, T* v) {
  ctx.for_each(static_cast<std::ptrdiff_t>(count),
               [=] AUGURY_HD(std::ptrdiff_t i) { rule(w[i], g[i], m[i], v[i]); });
}

}  // namespace augury
