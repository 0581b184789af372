// SPDX-License-Identifier: MIT
#pragma once
#include <algorithm>

#include "augury/kernel/resample.hpp"
#include "augury/layer/layer.hpp"

namespace augury {
namespace detail {

/// The sizes of pools: windows inside of the image only; what is left over at the end is dropped,
/// as PyTorch does. A signal (height 1) is pooled along its length alone.
template <class In, int Kernel, int Stride>
struct Pool {
  static constexpr int kernel_h = Image<In>::height == 1 ? 1 : Kernel;
  static constexpr int stride_h = Image<In>::height == 1 ? 1 : Stride;
  static constexpr bool fits =
      Kernel >= 1 && Stride >= 1 && kernel_h <= Image<In>::height && Kernel <= Image<In>::width;
  static constexpr int height = (Image<In>::height - kernel_h) / std::max(1, stride_h) + 1;
  static constexpr int width = (Image<In>::width - Kernel) / std::max(1, Stride) + 1;
  using Tiles = augury::Tiles<kernel_h, Kernel, stride_h, Stride>;
};

/// Whether a pool fits: the output would have at least one pixel.
template <class In, int Kernel, int Stride>
inline constexpr bool fits_pool = [] {
  if constexpr (!is_image<In>) return false;
  else return Pool<In, Kernel, Stride>::fits;
}();

}  // namespace detail

/// y = the mean of each window. Shape<H, W, C> becomes Shape<(H - Kernel) / Stride + 1, likewise,
/// C>, rounded down.
template <int Kernel, int Stride = Kernel>
struct AveragePool {
  static constexpr bool fuses = true;
  static_assert(Kernel >= 1 && Stride >= 1, "AveragePool: kernel and stride must be at least 1");
  template <class In>
  using Pool = detail::Pool<In, Kernel, Stride>;

  template <class In>
    requires detail::fits_pool<In, Kernel, Stride>
  using Output = Shape<Pool<In>::height, Pool<In>::width, In::channels>;
  template <class In>
  using Params = Shapes<>;
  template <class In>
  using Saved = Shapes<>;

  void forward(auto& ctx, auto f) const {
    using P = Pool<typename decltype(f)::Input>;
    const double share = 1.0 / (P::kernel_h * Kernel);
    sum_tiles(ctx, set, f.y, f.x, typename P::Tiles{}, share);  // (N, H/s, W/s, C) = (N, H, W, C)
  }
  void backward(auto& ctx, auto f, auto dy, auto dx, auto) const {
    using P = Pool<typename decltype(f)::Input>;
    const double share = 1.0 / (P::kernel_h * Kernel);
    fill_tiles(ctx, set, dx, dy, typename P::Tiles{}, share);  // (N, H, W, C) = (N, H/s, W/s, C)
  }
};

}  // namespace augury
