// SPDX-License-Identifier: MIT
#pragma once
#include <tuple>

#include "augury/augment/augmentation.hpp"

namespace augury {
namespace change {

/// Moves an image by up to `ratio` of its height and width in whole pixels, each distance as often
/// (2006.10738). Where nothing comes to lie there is `fill`: 0, the middle of [-1, 1], as in the
/// authors' code; the colour of the background (-1 for white on black) hides the border.
struct Translation {
  float ratio = 0.125f;  ///< in [0, 1]
  float fill = 0;
  float strength = 1;  ///< probability that an image is reached, in [0, 1]
  auto numbers() const { return std::tuple(ratio, fill, strength); }

  void check() const {
    detail::require_share("Translation: strength", strength);
    detail::require_share("Translation: ratio", ratio);
  }
  template <class In>
  MoveRule rule(Draw draw) const {
    using I = Image<In>;
    return {draw, strength, detail::pixels_of(ratio, I::height),
            detail::pixels_of(ratio, I::width)};
  }
  void apply(auto& ctx, auto out, auto in, auto rule, auto adapted) const {
    move_image(ctx, set, out, in, rule, adapted, plus(fill));  // (N, H, W, C)
  }
  void pull_back(auto& ctx, auto in, auto out, auto rule, auto adapted) const {
    move_back(ctx, set, in, out, rule, adapted);  // (N, H, W, C)
  }
};

}  // namespace change

using Translation = Augmentation<change::Translation>;

}  // namespace augury
