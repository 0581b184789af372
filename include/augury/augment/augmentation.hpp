// SPDX-License-Identifier: MIT
// What an augmentation is. It is a layer (layer/layer.hpp) that stands first in the discriminator:
//
//   using Discriminator = Sequential<Generator::Output, DiffAugment, Conv<64>, LeakyRelu, ...>;
//
// Then real and generated images are augmented alike and each with draws of its own (2006.10738,
// 2006.06676), the generator learns through it, gradient penalties are those by the images before
// augmentation, as in 2006.06676, and every pass that belongs together repeats the same draws: they
// are a function of the pass's key and of the number of the image. Evaluation changes nothing.
//
// Given the draw an augmentation is affine in the image. It does not leak into what is generated if
// the distribution of images can be told from that of the augmented ones, which is so for any while
// enough images stay as they are (2006.06676, section 2.2).
#pragma once
#include <array>
#include <string>

#include "augury/core/error.hpp"
#include "augury/kernel/augment.hpp"
#include "augury/kernel/pointwise.hpp"
#include "augury/layer/layer.hpp"

namespace augury {

/// Every augmentation has one parameter, a factor of its strength, which is not trained. It is 1
/// unless a run adapts it (augment/adaptive_strength.hpp), and is found by this name.
inline constexpr const char* adapted_strength_name = "adapted_strength";
inline constexpr std::array<ParamInfo, 1> augmentation_info{
    ParamInfo{adapted_strength_name, Init::constant, 1}};

namespace detail {

/// Throws UsageError unless a number of a layer, `what`, is a share.
inline void require_share(const char* what, float number) {
  if (number >= 0 && number <= 1) return;
  throw UsageError(std::string(what) + " is " + std::to_string(number) +
                   ", but it is a share; give a number from 0 to 1");
}

/// A share of an extent in whole pixels, rounded.
inline int pixels_of(float ratio, int extent) {
  return static_cast<int>(ratio * static_cast<float>(extent) + 0.5f);
}

}  // namespace detail
}  // namespace augury
