// SPDX-License-Identifier: MIT
// Augmentation as kernels. Which change an image gets is a pure function of the key and the
// number of the image, so that a pass that is repeated, or runs backward, draws the same ones;
// and given the change the new image is affine in the old one: its linear part is a kernel, what
// it adds (a fill, a brightness) comes as `plus(...)`, which tangents and adjoints leave away.
//
// A rule says who is changed, and how: rule.of(i, adapted) is the change of image i of a batch,
// and is none at all but with probability strength * adapted. `adapted` is a number that a run
// moves (augment/adaptive_strength.hpp), and lies in the memory of the backend.
#pragma once
#include "augury/kernel/draw.hpp"

namespace augury {
namespace detail {

/// Uniform integer in [0, bound) from one word of a block, as below() has it (core/random.hpp).
AUGURY_HD constexpr int scaled(std::uint32_t word, int bound) {
  return static_cast<int>((std::uint64_t{word} * static_cast<std::uint32_t>(bound)) >> 32);
}
/// Uniform in (-1, 1) from one word of a block.
AUGURY_HD constexpr float both_ways(std::uint32_t word) { return 2 * to_uniform(word) - 1; }

}  // namespace detail

/// Half of the images that the rule reaches are mirrored: at any strength both ways are seen.
struct MirrorRule {
  Draw draw{};
  float strength = 1;

  AUGURY_HD bool of(int i, float adapted) const {
    const auto words = philox(draw.key, static_cast<std::uint64_t>(draw.first + i));
    return to_uniform(words[0]) < strength * adapted && words[1] >> 31 != 0;
  }
};

/// How far an image is moved, in pixels: down and to the right.
struct Move {
  int rows = 0, columns = 0;
};
/// Up to `rows` and `columns` in each direction, all distances as often.
struct MoveRule {
  Draw draw{};
  float strength = 1;
  int rows = 0, columns = 0;

  AUGURY_HD Move of(int i, float adapted) const {
    const auto words = philox(draw.key, static_cast<std::uint64_t>(draw.first + i));
    if (!(to_uniform(words[0]) < strength * adapted)) return {};
    return {detail::scaled(words[1], 2 * rows + 1) - rows,
            detail::scaled(words[2], 2 * columns + 1) - columns};
  }
};

/// The rows [top, bottom) and columns [left, right) of an image.
struct Hole {
  int top = 0, bottom = 0, left = 0, right = 0;
  AUGURY_HD bool holds(int row, int column) const {
    return row >= top && row < bottom && column >= left && column < right;
  }
};
/// One of `height` x `width` pixels, as far as it lies inside of the image; its middle may be at
/// every pixel.
struct HoleRule {
  Draw draw{};
  float strength = 1;
  int height = 0, width = 0;              ///< of the hole
  int image_height = 0, image_width = 0;  ///< of the image

  AUGURY_HD Hole of(int i, float adapted) const {
    const auto words = philox(draw.key, static_cast<std::uint64_t>(draw.first + i));
    if (!(to_uniform(words[0]) < strength * adapted)) return {};
    // A hole of an even size has its middle on an edge between pixels, of which there is one more.
    const int top = detail::scaled(words[1], image_height + 1 - height % 2) - height / 2;
    const int left = detail::scaled(words[2], image_width + 1 - width % 2) - width / 2;
    return {top, top + height, left, left + width};
  }
};

/// What becomes of an image's colours: y = contrast * (z - mean z) + mean z for z = saturation *
/// (x - grey x) + grey x + brightness, where grey is the mean of a pixel's channels.
struct ColourChange {
  float brightness = 0;  ///< in (-1, 1): a share of the largest
  float saturation = 1, contrast = 1;
  AUGURY_HD bool none() const { return brightness == 0 && saturation == 1 && contrast == 1; }
};
/// Factors in 1 -+ saturation and 1 -+ contrast. Each of the three changes is drawn for itself.
struct ColourRule {
  Draw draw{};
  float strength = 1;
  float saturation = 1, contrast = 0.5f;

  AUGURY_HD ColourChange of(int i, float adapted) const {
    const std::uint64_t block = 2 * static_cast<std::uint64_t>(draw.first + i);
    const auto who = philox(draw.key, block), how = philox(draw.key, block + 1);
    const float chance = strength * adapted;
    ColourChange change;
    if (to_uniform(who[0]) < chance) change.brightness = detail::both_ways(how[0]);
    if (to_uniform(who[1]) < chance) change.saturation += saturation * detail::both_ways(how[1]);
    if (to_uniform(who[2]) < chance) change.contrast += contrast * detail::both_ways(how[2]);
    return change;
  }
};

/// mirror(ctx, mode, out, in, rule, adapted): left and right exchanged. Its own adjoint.
struct mirror_t : Linear<mirror_t> {};
inline constexpr mirror_t mirror{};

/// move_image(ctx, mode, out, in, rule, adapted, plus(fill)): `fill` where nothing comes to lie.
struct move_image_t : Linear<move_image_t> {};
inline constexpr move_image_t move_image{};
/// The adjoint. move_back(ctx, mode, in, out, rule, adapted).
struct move_back_t : Linear<move_back_t> {};
inline constexpr move_back_t move_back{};

/// cut_hole(ctx, mode, out, in, rule, adapted, plus(fill)): `fill` in a hole. With PlusNothing its
/// own adjoint.
struct cut_hole_t : Linear<cut_hole_t> {};
inline constexpr cut_hole_t cut_hole{};

/// recolour(ctx, mode, out, in, rule, adapted, plus(brightness)): brightness, saturation and
/// contrast, where the largest brightness is `brightness`. All means are symmetric, so with
/// PlusNothing it is its own adjoint.
struct recolour_t : Linear<recolour_t> {};
inline constexpr recolour_t recolour{};

namespace element {
/// A number that may be added, 0 where it is not.
template <class T>
T added(Plus<float> constant) {
  return T(constant.view);
}
template <class T>
T added(PlusNothing) {
  return T(0);
}
}  // namespace element

}  // namespace augury
