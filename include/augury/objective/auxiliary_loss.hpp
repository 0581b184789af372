// SPDX-License-Identifier: MIT
// The loss of a discriminator's auxiliary classifier, for both networks.
#pragma once
#include <cmath>

#include "augury/core/error.hpp"
#include "augury/kernel/label.hpp"
#include "augury/objective/penalty.hpp"

namespace augury {

/// A term of an Objective for discriminators that end in an AuxiliaryClassifier: weight * the mean
/// of -log p(label | x), which the discriminator minimises on real and on generated images, the
/// generator on generated ones (1610.09585).
struct AuxiliaryLoss {
  float weight = 1;

  /// Throws UsageError for a weight that is negative or no number.
  void check() const {
    if (!(weight >= 0 && std::isfinite(weight)))
      throw UsageError("AuxiliaryLoss: weight must be at least 0 and finite");
  }
};

/// Sets the gradient dy of outputs y (both (N, 2)) to dscore (N, 1) in column 0 and that of the
/// auxiliary loss in column 1; adds the loss to `value`. `per_image`, a number per image, is work
/// space.
template <class Ctx, class Outputs, class Scores, class Value>
void add_auxiliary_loss(Ctx& ctx, AuxiliaryLoss loss, Outputs y, Outputs dy, Scores dscore,
                        Scores per_image, Value value) {
  const float by_log_p = -loss.weight / static_cast<float>(y.n);
  put_features(ctx, set, dy, dscore, FeaturesFrom<0>{});        // (N, 2)[:, :1] = (N, 1)
  map(ctx, set, op::Constant{by_log_p}, per_image, per_image);  // (N, 1)
  put_features(ctx, set, dy, per_image, FeaturesFrom<1>{});     // (N, 2)[:, 1:] = (N, 1)
  take_features(ctx, set, per_image, y, FeaturesFrom<1>{});     // (N, 1)  log p
  sum_channels(ctx, add, op::Scale<float>{by_log_p}, value, per_image);
}

}  // namespace augury
