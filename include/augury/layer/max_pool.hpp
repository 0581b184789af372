// SPDX-License-Identifier: MIT
#pragma once
#include "augury/layer/average_pool.hpp"

namespace augury {

/// y = the largest number of each window, the first one of equals, or a NaN that is in it. Sizes as
/// AveragePool.
template <int Kernel, int Stride = Kernel>
struct MaxPool {
  static constexpr bool fuses = true;
  static_assert(Kernel >= 1 && Stride >= 1, "MaxPool: kernel and stride must be at least 1");
  template <class In>
  using Pool = detail::Pool<In, Kernel, Stride>;

  template <class In>
    requires detail::fits_pool<In, Kernel, Stride>
  using Output = Shape<Pool<In>::height, Pool<In>::width, In::channels>;
  template <class In>
  using Params = Shapes<>;
  /// Where in its window each maximum lies: given that, all is linear.
  template <class In>
  using Saved = Shapes<Constant<Output<In>>>;

  void forward(auto& ctx, auto f) const {
    const typename Pool<typename decltype(f)::Input>::Tiles tiles;
    const auto [where] = f.saved;
    find_maxima(ctx, where, f.x, tiles);            // (N, H/s, W/s, C) from (N, H, W, C)
    take_places(ctx, set, f.y, f.x, where, tiles);  // (N, H/s, W/s, C) = (N, H, W, C)[where]
  }
  void backward(auto& ctx, auto f, auto dy, auto dx, auto) const {
    const typename Pool<typename decltype(f)::Input>::Tiles tiles;
    const auto [where] = f.saved;
    put_places(ctx, set, dx, dy, where, tiles);  // (N, H, W, C)[where] = (N, H/s, W/s, C)
  }
};

}  // namespace augury
