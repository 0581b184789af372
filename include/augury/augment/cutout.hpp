// SPDX-License-Identifier: MIT
#pragma once
#include "augury/augment/augmentation.hpp"

namespace augury {

/// Fills a rectangle of `ratio` of the height and width with `fill` (2006.10738). Its middle is
/// anywhere in the image, so it may reach over the border. A signal (height 1) is cut along its
/// length alone.
struct Cutout {
  float ratio = 0.5f;  ///< in [0, 1]
  float fill = 0;      ///< 0, the middle of [-1, 1], as in the authors' code
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
    detail::require_share("Cutout: strength", strength);
    detail::require_share("Cutout: ratio", ratio);
    const auto [adapted] = f.params;
    if (f.training) cut_hole(ctx, set, f.y, f.x, rule(f), adapted, plus(fill));  // (N, H, W, C)
    else map(ctx, set, op::Identity{}, f.y, f.x);                                // (N, H, W, C)
  }
  void backward(auto& ctx, auto f, auto dy, auto dx, auto) const {
    const auto [adapted] = f.params;
    if (f.training) cut_hole(ctx, set, dx, dy, rule(f), adapted, PlusNothing{});  // (N, H, W, C)
    else map(ctx, set, op::Identity{}, dx, dy);                                   // (N, H, W, C)
  }

 private:
  template <class F>
  HoleRule rule(const F& f) const {
    using I = Image<typename F::Input>;
    return {{f.key, f.first},
            strength,
            I::height == 1 ? 1 : detail::pixels_of(ratio, I::height),
            detail::pixels_of(ratio, I::width),
            I::height,
            I::width};
  }
};

}  // namespace augury
