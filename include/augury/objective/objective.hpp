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
  std::tuple<Penalties...> penalties{Penalties{}...};
  int every = 1;

  Objective() = default;
  explicit Objective(Loss l, Penalties... p) : loss(l), penalties(p...) {}
};

/// Penalty strength for a resolution and batch. It grows with the number of pixels and falls with
/// the batch as in 2006.06676; the factor, 400 times theirs, is for discriminators without
/// normalisation that see a thousand images: on 1,200 MNIST digits, with a discriminator of two
/// convolutions, 1 did better than 0.2 and 5.
inline float default_gamma(int height, int width, int batch) {
  return 0.08f * static_cast<float>(height * width) / static_cast<float>(batch);
}

/// The default: relativistic pairing with R1 and R2 (2501.05441).
template <class Image_>
auto default_objective(int batch) {
  const float gamma = default_gamma(Image<Image_>::height, Image<Image_>::width, batch);
  return Objective<RelativisticPairing, R1, R2>(RelativisticPairing{}, R1{gamma}, R2{{gamma}});
}

}  // namespace augury
