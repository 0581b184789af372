// SPDX-License-Identifier: MIT
#pragma once
#include <tuple>

#include "augury/augment/augmentation.hpp"

namespace augury {
namespace change {

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
  auto numbers() const { return std::tuple(brightness, saturation, contrast, strength); }

  void check() const {
    detail::require_share("Colour: strength", strength);
    detail::require_share("Colour: saturation", saturation);
    detail::require_share("Colour: contrast", contrast);
  }
  template <class In>
  ColourRule rule(Draw draw) const {
    return {draw, strength, In::channels == 1 ? 0 : saturation, contrast};
  }
  void apply(auto& ctx, auto out, auto in, auto rule, auto adapted) const {
    recolour(ctx, set, out, in, rule, adapted, plus(brightness));  // (N, H, W, C)
  }
  void pull_back(auto& ctx, auto in, auto out, auto rule, auto adapted) const {
    recolour(ctx, set, in, out, rule, adapted, PlusNothing{});  // (N, H, W, C)
  }
};

}  // namespace change

using Colour = Augmentation<change::Colour>;

}  // namespace augury
