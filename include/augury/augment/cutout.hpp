// SPDX-License-Identifier: MIT
#pragma once
#include <tuple>

#include "augury/augment/augmentation.hpp"

namespace augury {
namespace change {

/// Fills a rectangle of `ratio` of the height and width with `fill` (2006.10738). Its middle is
/// anywhere in the image, so it may reach over the border. A signal (height 1) is cut along its
/// length alone.
struct Cutout {
  float ratio = 0.5f;  ///< in [0, 1]
  float fill = 0;      ///< 0, the middle of [-1, 1], as in the authors' code
  float strength = 1;  ///< probability that an image is reached, in [0, 1]
  auto numbers() const { return std::tuple(ratio, fill, strength); }

  void check() const {
    detail::require_share("Cutout: strength", strength);
    detail::require_share("Cutout: ratio", ratio);
  }
  template <class In>
  HoleRule rule(Draw draw) const {
    using I = Image<In>;
    return {draw,
            strength,
            I::height == 1 ? 1 : detail::pixels_of(ratio, I::height),
            detail::pixels_of(ratio, I::width),
            I::height,
            I::width};
  }
  void apply(auto& ctx, auto out, auto in, auto rule, auto adapted) const {
    cut_hole(ctx, set, out, in, rule, adapted, plus(fill));  // (N, H, W, C)
  }
  void pull_back(auto& ctx, auto in, auto out, auto rule, auto adapted) const {
    cut_hole(ctx, set, in, out, rule, adapted, PlusNothing{});  // (N, H, W, C)
  }
};

}  // namespace change

using Cutout = Augmentation<change::Cutout>;

}  // namespace augury
