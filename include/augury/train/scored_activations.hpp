// SPDX-License-Identifier: MIT
// ScoredActivations: a pass of the discriminator over a batch, with its scores.
#pragma once
#include <cstddef>

#include "augury/kernel/label.hpp"
#include "augury/network/activations.hpp"

namespace augury {

namespace detail {
template <bool classifies, bool has_loss>
constexpr void explain_classes() {
  static_assert(classifies || !has_loss,
                "Step: the objective has an AuxiliaryLoss, but the discriminator says nothing of "
                "classes; end it in AuxiliaryClassifier, or leave AuxiliaryLoss out");
  static_assert(has_loss || !classifies,
                "Step: the discriminator ends in an AuxiliaryClassifier, but nothing trains it; "
                "give the objective an AuxiliaryLoss, or end in Projection or Dense<1>");
}
}  // namespace detail

/// As Activations; forward leaves `score` too. A discriminator that ends in one number has y and dy
/// for score and dscore. Where it ends in an AuxiliaryClassifier score is column 0 of y, and the
/// gradient dscore is to be put into dy before backward.
template <class Layers, class In, class Backend = DefaultBackend>
class ScoredActivations : public Activations<Layers, In, Plain<float>, Backend> {
  using Pass = Activations<Layers, In, Plain<float>, Backend>;

 public:
  static constexpr bool classifies = augury::classifies<Layers>;

  ScoredActivations(Context<Backend>& ctx, int batch)
      : Pass(ctx, batch), columns_(ctx, classifies ? 2 * static_cast<std::size_t>(batch) : 0) {
    if constexpr (classifies)
      score = {columns_.data(), batch}, dscore = {columns_.data() + batch, batch};
    else score = this->y, dscore = this->dy;
  }
  View<Shape<1>, float> score, dscore;  ///< (batch, 1)

  template <class Params>
  void forward(Context<Backend>& ctx, const Layers& layers, const Params& params,
               Conditions conditions) {
    Pass::forward(ctx, layers, params, conditions);
    if constexpr (classifies)
      take_features(ctx, set, score, this->y, FeaturesFrom<0>{});  // (N, 1) = (N, 2)[:, :1]
  }

 private:
  Buffer<float, Backend> columns_;
};

}  // namespace augury
