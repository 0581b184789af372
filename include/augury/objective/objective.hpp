// SPDX-License-Identifier: MIT
// Objective: a loss and the penalties that go with it.
#pragma once
#include "augury/objective/loss.hpp"
#include "augury/objective/penalty.hpp"

namespace augury {

/// What the two networks minimise. `every`: penalties are computed at each `every`-th step with
/// `every` times their weight (1912.04958, lazy regularisation).
template <class Loss = RelativisticPairing, class... Penalties>
struct Objective {
  Loss loss{};
  std::tuple<Penalties...> penalties{};
  int every = 1;

  Objective() = default;
  explicit Objective(Loss l, Penalties... p) : loss(l), penalties(p...) {}
};

/// Penalty strength for a resolution and batch: 0.0002 * pixels / batch (2006.06676) times 100,
/// for discriminators without normalisation that see few images.
inline float default_gamma(int height, int width, int batch) {
  return 0.02f * static_cast<float>(height * width) / static_cast<float>(batch);
}

/// The default: relativistic pairing with R1 and R2 (2501.05441).
template <class Image_>
auto default_objective(int batch) {
  const float gamma = default_gamma(Image<Image_>::height, Image<Image_>::width, batch);
  return Objective<RelativisticPairing, R1, R2>(RelativisticPairing{}, R1{gamma}, R2{{gamma}});
}

}  // namespace augury
