// SPDX-License-Identifier: MIT
#pragma once
#include "augury/augment/augmentation.hpp"

namespace augury {

/// Moves an image by up to `ratio` of its height and width in whole pixels, each distance as often
/// (2006.10738). Where nothing comes to lie there is `fill`: 0, the middle of [-1, 1], as in the
/// authors' code; the colour of the background (-1 for white on black) hides the border.
struct Translation {
  float ratio = 0.125f;  ///< in [0, 1]
  float fill = 0;
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
    detail::require_share("Translation: strength", strength);
    detail::require_share("Translation: ratio", ratio);
    const auto [adapted] = f.params;
    if (f.training) move_image(ctx, set, f.y, f.x, rule(f), adapted, plus(fill));  // (N, H, W, C)
    else map(ctx, set, op::Identity{}, f.y, f.x);                                  // (N, H, W, C)
  }
  void backward(auto& ctx, auto f, auto dy, auto dx, auto) const {
    const auto [adapted] = f.params;
    if (f.training) move_back(ctx, set, dx, dy, rule(f), adapted);  // (N, H, W, C)
    else map(ctx, set, op::Identity{}, dx, dy);                     // (N, H, W, C)
  }

 private:
  template <class F>
  MoveRule rule(const F& f) const {
    using I = Image<typename F::Input>;
    return {{f.key, f.first},
            strength,
            detail::pixels_of(ratio, I::height),
            detail::pixels_of(ratio, I::width)};
  }
};

}  // namespace augury
