// SPDX-License-Identifier: MIT
// update(ctx, rule, w, g, m, v): one step of an optimizer on a range of a flat array,
// rule(w[i], g[i], m[i], v[i]) for every element. It has no derivative.
#pragma once
#include "augury/kernel/kernel.hpp"

namespace augury {

struct update_t {
  template <class Ctx, class Rule, class T>
  void operator()(Ctx& ctx, Rule rule, std::size_t count, T* w, const T* g, T* m, T* v) const {
    run(*this, ctx, rule, count, w, g, m, v);
  }
};
inline constexpr update_t update{};

}  // namespace augury
