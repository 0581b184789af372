// SPDX-License-Identifier: MIT
#pragma once
#include "augury/augment/augmentation.hpp"

namespace augury {

/// Exchanges left and right. An image that is reached is mirrored or not, each half of the time
/// (2006.06676, appendix B), so that at full strength half of all images are. Not for images whose
/// mirror image is another thing: letters and digits.
struct Flip {
  float strength = 1;  ///< probability that an image is reached, in [0, 1]

  template <class In>
    requires is_image<In>
  using Output = In;
  template <class In>
  using Params = Shapes<Fixed<Shape<1>>>;
  template <class In>
  using Saved = Shapes<>;
  template <class In>
  static constexpr auto info() {
    return augmentation_info;
  }

  void forward(auto& ctx, auto f) const {
    detail::require_share("Flip: strength", strength);
    const auto [adapted] = f.params;
    if (f.training) mirror(ctx, set, f.y, f.x, rule(f), adapted);  // (N, H, W, C)
    else map(ctx, set, op::Identity{}, f.y, f.x);                  // (N, H, W, C)
  }
  void backward(auto& ctx, auto f, auto dy, auto dx, auto) const {
    const auto [adapted] = f.params;
    if (f.training) mirror(ctx, set, dx, dy, rule(f), adapted);  // (N, H, W, C)
    else map(ctx, set, op::Identity{}, dx, dy);                  // (N, H, W, C)
  }

 private:
  template <class F>
  MirrorRule rule(const F& f) const {
    return {{f.key, f.first}, strength};
  }
};

}  // namespace augury
