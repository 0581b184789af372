// SPDX-License-Identifier: MIT
#pragma once
#include "augury/kernel/pointwise.hpp"
#include "augury/kernel/product.hpp"
#include "augury/layer/layer.hpp"

namespace augury {

namespace detail {
template <class In, int Units>
struct dense_weight;
template <int... D, int Units>
struct dense_weight<Shape<D...>, Units> {
  using type = Shape<D..., Units>;
};
}  // namespace detail

/// y = x w + b over all elements of a sample. An image is taken as it lies, H x W x C.
template <int Units>
struct Dense {
  static constexpr bool fuses = true;
  template <class In>
  using Weight = typename detail::dense_weight<In, Units>::type;

  template <class In>
    requires(Units >= 1)
  using Output = Shape<Units>;
  template <class In>
  using Params = Shapes<Weight<In>, Shape<Units>>;
  template <class In>
  using Saved = Shapes<>;

  template <class In>
  static constexpr std::array<ParamInfo, 2> info() {
    ParamInfo weight{"weight", Init::normal, static_cast<float>(In::size), {1, 0}, 2, false};
    if (In::rank == 3) weight.order = {3, 2, 0, 1}, weight.rank = 4, weight.flat = true;
    return {weight, ParamInfo{"bias"}};
  }

  void forward(auto& ctx, auto f) const {
    const auto [w, b] = f.params;
    matmul(ctx, set, f.y, f.x, w, plus(b));  // (N, Out) = (N, In)(In, Out) + (Out)
  }
  void backward(auto& ctx, auto f, auto dy, auto dx, auto dp) const {
    const auto [w, b] = f.params;
    const auto [dw, db] = dp;
    matmul_input(ctx, set, dx, dy, w);               // (N, In) = (N, Out)(In, Out)^T
    matmul_weight(ctx, add, dw, f.x, dy);            // (In, Out) += (N, In)^T(N, Out)
    sum_channels(ctx, add, op::Identity{}, db, dy);  // (Out) += sum over N
  }

  // At the end: to clang a class ends where an assertion fails.
  static_assert(Units >= 1, "Dense: the number of units must be at least 1");
};

}  // namespace augury
