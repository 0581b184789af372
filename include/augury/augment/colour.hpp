// SPDX-License-Identifier: MIT
#pragma once
#include "augury/augment/augmentation.hpp"

namespace augury {

/// Brightness, saturation and contrast of an image in [-1, 1], in this order (2006.10738): a number
/// is added to all of it; each pixel's distances from the mean of its channels are scaled; and then
/// all distances from the image's mean are. Each of the three is drawn for itself, with `strength`
/// for itself too, as 2006.06676 does. Images of one channel have no saturation. The result is not
/// clipped to [-1, 1].
struct Colour {
  float brightness = 0.5f;  ///< is changed by up to this, up or down
  float saturation = 1;     ///< by a factor of up to 1 -+ this, in [0, 1]
  float contrast = 0.5f;    ///< likewise
  float strength = 1;       ///< probability of each of the three changes, in [0, 1]

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
    detail::require_share("Colour: strength", strength);
    detail::require_share("Colour: saturation", saturation);
    detail::require_share("Colour: contrast", contrast);
    const auto [adapted] = f.params;
    if (f.training)
      recolour(ctx, set, f.y, f.x, rule(f), adapted, plus(brightness));  // (N, H, W, C)
    else map(ctx, set, op::Identity{}, f.y, f.x);                        // (N, H, W, C)
  }
  void backward(auto& ctx, auto f, auto dy, auto dx, auto) const {
    const auto [adapted] = f.params;
    if (f.training) recolour(ctx, set, dx, dy, rule(f), adapted, PlusNothing{});  // (N, H, W, C)
    else map(ctx, set, op::Identity{}, dx, dy);                                   // (N, H, W, C)
  }

 private:
  template <class F>
  ColourRule rule(const F& f) const {
    const bool grey = F::Input::channels == 1;
    return {{f.key, f.first}, strength, grey ? 0 : saturation, contrast};
  }
};

}  // namespace augury
