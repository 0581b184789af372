// SPDX-License-Identifier: MIT
#pragma once
#include <tuple>

#include "augury/kernel/resample.hpp"
#include "augury/layer/layer.hpp"

namespace augury {

/// What an enlarged image has between the pixels it had.
enum class Interpolation { nearest, bilinear };

/// Enlarges an image Factor times, as PyTorch's Upsample does (bilinear with align_corners=False).
/// Shape<H, W, C> becomes Shape<H * Factor, W * Factor, C>; a signal (height 1) grows along its
/// length alone.
template <int Factor, Interpolation between = Interpolation::nearest>
struct Upsample {
  static constexpr bool fuses = true;
  static_assert(Factor >= 1, "Upsample: the factor must be at least 1");
  static constexpr std::tuple arguments{Factor, between};
  template <class In>
  static constexpr int factor_h = Image<In>::height == 1 ? 1 : Factor;
  template <class In>
  using Pixels = Tiles<factor_h<In>, Factor, factor_h<In>, Factor>;

  template <class In>
    requires(Factor >= 1 && is_image<In>)
  using Output = Shape<Image<In>::height * factor_h<In>, Image<In>::width * Factor, In::channels>;
  template <class In>
  using Params = Shapes<>;
  template <class In>
  using Saved = Shapes<>;

  void forward(auto& ctx, auto f) const {
    using In = typename decltype(f)::Input;
    if constexpr (between == Interpolation::bilinear)
      interpolate(ctx, set, f.y, f.x);                       // (N, H*k, W*k, C) = (N, H, W, C)
    else fill_tiles(ctx, set, f.y, f.x, Pixels<In>{}, 1.0);  // (N, H*k, W*k, C) = (N, H, W, C)
  }
  void backward(auto& ctx, auto f, auto dy, auto dx, auto) const {
    using In = typename decltype(f)::Input;
    if constexpr (between == Interpolation::bilinear)
      interpolate_adjoint(ctx, set, dx, dy);              // (N, H, W, C) = (N, H*k, W*k, C)
    else sum_tiles(ctx, set, dx, dy, Pixels<In>{}, 1.0);  // (N, H, W, C) = (N, H*k, W*k, C)
  }
};

}  // namespace augury
