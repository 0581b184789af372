// SPDX-License-Identifier: MIT
// How much to augment: as much as the discriminator's overfitting asks for (2006.06676).
#pragma once
#include <algorithm>
#include <cmath>
#include <optional>
#include <span>
#include <string>
#include <tuple>

#include "augury/augment/augmentation.hpp"
#include "augury/kernel/transfer.hpp"

namespace augury {

namespace detail {
inline bool is_adapted_strength(const std::string& parameter) {
  return parameter == adapted_strength_name ||
         parameter.ends_with(std::string(".") + adapted_strength_name);
}
}  // namespace detail

/// The factor of the strength of a model's augmentations; nothing for a model without any.
template <class Ctx, class M>
std::optional<float> adapted_strength(Ctx& ctx, const M& model) {
  for (const auto& p : model.layout())
    if (detail::is_adapted_strength(p.name)) {
      typename M::Scalar strength;
      download(ctx, std::span(&strength, 1),
               static_cast<const typename M::Scalar*>(model.values().data() + p.offset));
      return static_cast<float>(strength);
    }
  return {};
}

/// Sets it in all of the augmentations of a model.
template <class Ctx, class M>
void set_adapted_strength(Ctx& ctx, M& model, float to) {
  const auto strength = static_cast<typename M::Scalar>(to);
  for (const auto& p : model.layout())
    if (detail::is_adapted_strength(p.name))
      upload(ctx, model.values().data() + p.offset, std::span(&strength, 1));
}

/// An observer of a training run (train/observer.hpp) that moves the strength of the
/// discriminator's augmentations: up while `confidence` is above the target, else down.
///
/// The confidence r of a step is the mean of sign(D(real) - D(fake)) over its pairs: 0 where D
/// guesses, 1 where it never errs. The paper's sign(D(real)) says as much for losses whose 0 lies in
/// the middle between real and generated; relativistic and Wasserstein losses leave D's offset open,
/// and there it says nothing. For equal normal distributions around the middle 0.6 of pairs is 0.45
/// of the paper's: a little more augmentation.
///
/// Like the paper's it measures how well D tells the two apart, by heart or because the generator
/// is young: a short run augments in any case, and a full strength from the beginning keeps D from
/// learning a hundred images by heart more surely.
///
/// The strength is a number among the discriminator's parameters, and all the state there is: it is
/// saved and resumed with them, bit for bit. Each move looks at its own step alone, for the same
/// reason; that single batches err cancels over the moves.
struct AdaptiveStrength {
  float target = 0.6f;      ///< of the confidence, in (-1, 1)
  double images = 100'000;  ///< in which the strength goes from 0 to 1; 500'000 in the paper, whose
                            ///< runs are long
  int every = 4;            ///< steps between two moves
  float first = 0;          ///< the strength that a run begins with, in [0, 1]
  float most = 0.8f;        ///< beyond 0.8 augmentations leak into what is generated, in [0, 1]
  auto numbers() const { return std::tuple(target, images, every, first, most); }

  /// The strength after `seen` images at a confidence.
  float moved(float strength, float confidence, double seen) const {
    const double step = seen / images;
    const double to = static_cast<double>(strength) + (confidence > target ? step : -step);
    return static_cast<float>(std::clamp(to, 0.0, static_cast<double>(most)));
  }

  /// Throws UsageError for numbers that cannot be, and for a discriminator without augmentations.
  template <class Run>
  void begin(Run& run) const {
    detail::require_share("AdaptiveStrength: first", first);
    detail::require_share("AdaptiveStrength: most", most);
    if (!(target > -1 && target < 1) || !(images > 0) || every < 1)
      throw UsageError(
          "AdaptiveStrength: target lies between -1 and 1, images is more than 0, every is at "
          "least 1");
    auto& model = run.gan.discriminator();
    if (!adapted_strength(run.gan.context(), model))
      throw UsageError(
          "AdaptiveStrength: the discriminator has no augmentation to strengthen; put one first, "
          "as in Sequential<Generator::Output, DiffAugment, ...>");
    if (run.first() == 0) set_adapted_strength(run.gan.context(), model, first);
  }
  template <class Run>
  void step(Run& run) const {
    if (run.step() % static_cast<std::uint64_t>(every) != 0) return;
    auto& model = run.gan.discriminator();
    const double seen = static_cast<double>(every) * run.options.batch;
    const float now = *adapted_strength(run.gan.context(), model);
    set_adapted_strength(run.gan.context(), model, moved(now, run.report().confidence, seen));
  }
};

}  // namespace augury
