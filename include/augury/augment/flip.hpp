// SPDX-License-Identifier: MIT
#pragma once
#include <tuple>

#include "augury/augment/augmentation.hpp"

namespace augury {
namespace change {

/// Exchanges left and right. An image that is reached is mirrored or not, each half of the time
/// (2006.06676, appendix B), so that at full strength half of all images are. Not for images whose
/// mirror image is another thing: letters and digits.
struct Flip {
  float strength = 1;  ///< probability that an image is reached, in [0, 1]
  auto numbers() const { return std::tuple(strength); }

  void check() const { detail::require_share("Flip: strength", strength); }
  template <class In>
  MirrorRule rule(Draw draw) const {
    return {draw, strength};
  }
  void apply(auto& ctx, auto out, auto in, auto rule, auto adapted) const {
    mirror(ctx, set, out, in, rule, adapted);  // (N, H, W, C)
  }
  void pull_back(auto& ctx, auto in, auto out, auto rule, auto adapted) const {
    mirror(ctx, set, in, out, rule, adapted);  // (N, H, W, C)
  }
};

}  // namespace change

using Flip = Augmentation<change::Flip>;

}  // namespace augury
