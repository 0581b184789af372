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
#include "augury/core/require_number.hpp"
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

/// A share of an extent in whole pixels, rounded.
inline int pixels_of(float ratio, int extent) {
  return static_cast<int>(ratio * static_cast<float>(extent) + 0.5f);
}

}  // namespace detail

/// The layer of a change to images. A Change has the numbers of the augmentation and
///   check()                                 throws UsageError for numbers that cannot be
///   rule<In>(draw)                          who of a batch is changed, and how
///   apply(ctx, out, in, rule, adapted)      sets out to the changed images
///   pull_back(ctx, in, out, rule, adapted)  sets in by the adjoint of its linear part
/// In evaluation images stay as they are.
template <class Change>
struct Augmentation : Change {
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
    this->check();
    const auto [adapted] = f.params;
    if (f.training) this->apply(ctx, f.y, f.x, rule_of(f), adapted);  // (N, H, W, C)
    else map(ctx, set, op::Identity{}, f.y, f.x);                     // (N, H, W, C)
  }
  void backward(auto& ctx, auto f, auto dy, auto dx, auto) const {
    const auto [adapted] = f.params;
    if (f.training) this->pull_back(ctx, dx, dy, rule_of(f), adapted);  // (N, H, W, C)
    else map(ctx, set, op::Identity{}, dx, dy);                         // (N, H, W, C)
  }

 private:
  template <class F>
  auto rule_of(const F& f) const {
    return this->template rule<typename F::Input>(Draw{f.key, f.first});
  }
};

}  // namespace augury
