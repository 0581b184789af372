// SPDX-License-Identifier: MIT
#pragma once
#include "augury/kernel/pointwise.hpp"
#include "augury/layer/geometry.hpp"
#include "augury/layer/layer.hpp"

namespace augury {

/// Convolution of an image, y = x * w + b. Shape<H, W, C> becomes Shape<H/Stride, W/Stride,
/// Filters>, rounded up, unless Pad says otherwise (layer/geometry.hpp).
template <int Filters, int Kernel = 4, int Stride = 2, int Pad = same>
struct Conv {
  static constexpr bool fuses = true;
  template <class In>
  using Axes = detail::Axes<In, Kernel, Stride, Pad>;
  template <class In>
  using Window = typename Axes<In>::template Window<Order::convolution>;

  template <class In>
    requires(Filters >= 1 && detail::fits_down<In, Kernel, Stride, Pad>)
  using Output = Shape<Axes<In>::down_h, Axes<In>::down_w, Filters>;
  template <class In>
  using Params =
      Shapes<Shape<Axes<In>::kernel_h, Axes<In>::kernel_w, In::channels, Filters>, Shape<Filters>>;
  template <class In>
  using Saved = Shapes<>;

  template <class In>
  static constexpr std::array<ParamInfo, 2> info() {
    constexpr int fan = Axes<In>::kernel_h * Axes<In>::kernel_w * In::channels;
    return {ParamInfo{"weight", Init::normal, float(fan), {3, 2, 0, 1}, 4}, ParamInfo{"bias"}};
  }

  void forward(auto& ctx, auto f) const {
    using In = typename decltype(f)::Input;
    const auto [w, b] = f.params;
    correlate(ctx, set, f.y, f.x, w, Window<In>{}, BankOf{}, plus(b));  // (N, H/s, W/s, F)
  }
  void backward(auto& ctx, auto f, auto dy, auto dx, auto dp) const {
    using In = typename decltype(f)::Input;
    const auto [w, b] = f.params;
    const auto [dw, db] = dp;
    spread(ctx, set, dx, dy, w, Window<In>{}, BankOf{});              // (N, H, W, C)
    correlate_weight(ctx, add, dw, f.x, dy, Window<In>{}, BankOf{});  // (KH, KW, C, F)
    sum_channels(ctx, add, op::Identity{}, db, dy);                   // (F)
  }

  // At the end: to clang a class ends where an assertion fails.
  static_assert(
      detail::possible<Filters, Kernel, Stride, Pad>,
      "Conv: filters, kernel and stride must be at least 1, and the padding at least 0 or "
      "left out; they are in its template arguments, in this order");
};

}  // namespace augury
