// SPDX-License-Identifier: MIT
#pragma once
#include "augury/backend/cpu/pointwise.hpp"
#include "augury/kernel/update.hpp"

namespace augury {

template <class Rule, class T>
void run(update_t, Context<Cpu>& ctx, Rule rule, std::size_t count, T* w, const T* g, T* m, T* v) {
  cpu::split(ctx, static_cast<std::ptrdiff_t>(count), 1,
             [=](std::ptrdiff_t begin, std::ptrdiff_t end) {
               AUGURY_INDEPENDENT
               for (std::ptrdiff_t i = begin; i < end; ++i) rule(w[i], g[i], m[i], v[i]);
             });
}

}  // namespace augury
