// SPDX-License-Identifier: MIT
#pragma once
#include <string>
#include <tuple>

#include "augury/core/error.hpp"
#include "augury/kernel/draw.hpp"
#include "augury/kernel/pointwise.hpp"
#include "augury/layer/layer.hpp"

namespace augury {

/// In training each number is 0 with probability `rate`, and the others are divided by 1 - rate
/// (1207.0580); in evaluation y = x. The mask is a function of the pass's key and the number of
/// the sample, so that a repeated pass drops the same ones. Throws UsageError for a rate outside
/// [0, 1).
struct Dropout {
  static constexpr bool fuses = true;
  float rate = 0.5f;  ///< in [0, 1)
  auto numbers() const { return std::tuple(rate); }

  template <class In>
  using Output = In;
  template <class In>
  using Params = Shapes<>;
  template <class In>
  using Saved = Shapes<Constant<In>>;

  void forward(auto& ctx, auto f) const {
    const auto [mask] = f.saved;
    if (!(rate >= 0 && rate < 1))
      throw UsageError("Dropout: rate must be in [0, 1), but is " + std::to_string(rate));
    if (f.training) {
      draw_mask(ctx, mask, Draw{f.key, f.first}, rate);  // (N, In)
      map(ctx, set, op::Product{}, f.y, f.x, mask);      // (N, In)
    } else map(ctx, set, op::Identity{}, f.y, f.x);      // (N, In)
  }
  void backward(auto& ctx, auto f, auto dy, auto dx, auto) const {
    const auto [mask] = f.saved;
    if (f.training) map(ctx, set, op::Product{}, dx, dy, mask);  // (N, In)
    else map(ctx, set, op::Identity{}, dx, dy);                  // (N, In)
  }
};

}  // namespace augury
