// SPDX-License-Identifier: MIT
// Reshape and Flatten: between a vector and an image. The vector is read in PyTorch's order
// (C, H, W), so that the weights of a dense layer on either side match PyTorch's.
#pragma once
#include "augury/kernel/rearrange.hpp"
#include "augury/layer/layer.hpp"

namespace augury {

/// y[h, w, c] = x[(c * H + h) * W + w]. Shape<C*H*W> becomes Shape<H, W, C>.
template <int H, int W, int C>
struct Reshape {
  static constexpr bool fuses = true;
  static_assert(H >= 1 && W >= 1 && C >= 1,
                "Reshape: height, width and channels must be at least 1");
  template <class In>
    requires(In::rank == 1 && In::size == H * W * C)
  using Output = Shape<H, W, C>;
  template <class In>
  using Params = Shapes<>;
  template <class In>
  using Saved = Shapes<>;

  void forward(auto& ctx, auto f) const {
    to_channels_last(ctx, set, f.y, f.x);  // (N, H, W, C) = (N, C*H*W)
  }
  void backward(auto& ctx, auto, auto dy, auto dx, auto) const {
    to_channels_first(ctx, set, dx, dy);  // (N, C*H*W) = (N, H, W, C)
  }
};

/// y[(c * H + h) * W + w] = x[h, w, c]. Shape<H, W, C> becomes Shape<C*H*W>.
struct Flatten {
  static constexpr bool fuses = true;
  template <class In>
    requires is_image<In>
  using Output = Shape<In::size>;
  template <class In>
  using Params = Shapes<>;
  template <class In>
  using Saved = Shapes<>;

  void forward(auto& ctx, auto f) const {
    to_channels_first(ctx, set, f.y, f.x);  // (N, C*H*W) = (N, H, W, C)
  }
  void backward(auto& ctx, auto, auto dy, auto dx, auto) const {
    to_channels_last(ctx, set, dx, dy);  // (N, H, W, C) = (N, C*H*W)
  }
};

}  // namespace augury
