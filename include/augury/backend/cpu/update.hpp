// SPDX-License-Identifier: MIT
#pragma once
#include "augury/backend/cpu/pointwise.hpp"
#include "augury/kernel/update.hpp"

namespace augury {

template <class Rule, class T>
void run(update_t, Context<Cpu>& ctx, Rule rule, float factor, Segments segments, RoutesUsed routes,
         Stepped<T> arrays) {
  for (int s = 0; s < segments.count; ++s) {
    const Segment& segment = segments.of[s];
    if (!routes.reach(segment)) continue;
    const auto step = rule.at(++segments.steps[s], factor);
    T *w = arrays.w + segment.offset, *m = arrays.m + segment.offset,
      *v = arrays.v + segment.offset;
    const T* g = arrays.g + segment.offset;
    cpu::split(ctx, static_cast<std::ptrdiff_t>(segment.size), 1,
               [=](std::ptrdiff_t begin, std::ptrdiff_t end) {
                 AUGURY_INDEPENDENT
                 for (std::ptrdiff_t i = begin; i < end; ++i) step(w[i], g[i], m[i], v[i]);
               });
  }
}

}  // namespace augury
