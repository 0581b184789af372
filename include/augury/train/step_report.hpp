// SPDX-License-Identifier: MIT
// StepReport, and where a step writes down what is in it.
#pragma once
#include <span>

#include "augury/kernel/pointwise.hpp"
#include "augury/kernel/transfer.hpp"
#include "augury/objective/loss.hpp"

namespace augury {

/// What a step measured, as means over its batch.
struct StepReport {
  float loss_d = 0, loss_g = 0;  ///< with LeCam and AuxiliaryLoss, without gradient penalties
  float real = 0, fake = 0;      ///< the discriminator's scores, before its update
  float penalty = 0;             ///< sum of all gradient penalties
  float confidence = 0;  ///< of sign(D(real) - D(fake)), before its update: 1 where it tells
                         ///< every pair apart, 0 where it guesses
};

/// The numbers of a report on a backend, which a step sets and adds to without waiting for it.
template <class Backend>
class Measured {
 public:
  enum Slot { loss_d, loss_g, real, fake, penalty_sum, penalty_one, confidence, slots };

  Measured(Context<Backend>& ctx, int batch)
      : ctx_(ctx), mean_(1.0f / static_cast<float>(batch)), numbers_(ctx, slots) {}

  View<Shape<1>, float> operator[](int slot) const { return {numbers_.data() + slot, 1}; }

  /// Half a loss, from scores (N, 1).
  template <class Half>
  void set_loss(Half half, int slot, auto real_scores, auto fake_scores) {
    sum_channels(ctx_, set, op::Weighted<Half>{half, mean_}, (*this)[slot], real_scores,
                 fake_scores);
  }
  void set_scores(auto real_scores, auto fake_scores) {
    sum_channels(ctx_, set, op::Scale<float>{mean_}, (*this)[real], real_scores);
    sum_channels(ctx_, set, op::Scale<float>{mean_}, (*this)[fake], fake_scores);
    sum_channels(ctx_, set, op::SignOfDifference{mean_}, (*this)[confidence], real_scores,
                 fake_scores);
  }
  void clear_penalties() { fill_zero(ctx_, (*this)[penalty_sum]); }
  /// Adds the penalty that was put into penalty_one.
  void count_penalty() {
    map(ctx_, add, op::Identity{}, (*this)[penalty_sum], (*this)[penalty_one]);
  }

  /// Waits for the backend.
  StepReport report() {
    float m[slots];
    download(ctx_, std::span<float>(m), static_cast<const float*>(numbers_.data()));
    return {m[loss_d], m[loss_g], m[real], m[fake], m[penalty_sum], m[confidence]};
  }

 private:
  Context<Backend>& ctx_;
  float mean_;
  Buffer<float, Backend> numbers_;
};

}  // namespace augury
