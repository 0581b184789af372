// SPDX-License-Identifier: MIT
// The LeCam regulariser of a discriminator's scores, for small data sets.
#pragma once
#include <cmath>

#include "augury/core/error.hpp"
#include "augury/kernel/pointwise.hpp"

namespace augury {

/// A term of an Objective that the discriminator minimises besides its loss (2104.03310, eq. 4):
/// lambda * (E (D(real) - fake average)^2 + E (D(fake) - real average)^2), where the averages of D's
/// scores move by 1 - decay of the way in each update, and count as constants. They begin with the
/// first update's means.
struct LeCam {
  float lambda = 0.3f;
  float decay = 0.99f;

  /// Throws UsageError for numbers that cannot be.
  void check() const {
    if (!(lambda >= 0 && std::isfinite(lambda)) || !(decay >= 0 && decay < 1))
      throw UsageError(
          "LeCam: lambda must be at least 0 and finite, and decay at least 0 and less than 1");
  }
};

/// What LeCam remembers, three numbers that begin with 0: decaying sums of the mean scores of real
/// and of generated images, and of 1. An average is its sum by the last.
enum class ScoreSum { real, fake, weight };
inline constexpr int score_sums = 3;

namespace op {
/// A decaying sum and what it follows, or 1.
struct Follow {
  float decay;
  template <class S>
  AUGURY_HD S operator()(S sum, S now) const {
    return S(decay) * sum + (S(1) - S(decay)) * now;
  }
  template <class S>
  AUGURY_HD S operator()(S sum) const {
    return (*this)(sum, S(1));
  }
};
/// factor * (score - average)^2
struct SquareFromAverage {
  float factor;
  template <class S>
  AUGURY_HD S operator()(S score, S sum, S weight) const {
    const S distance = score - sum / weight;
    return S(factor) * distance * distance;
  }
};
/// factor * (score - average)
struct FromAverage {
  float factor;
  template <class S>
  AUGURY_HD S operator()(S score, S sum, S weight) const {
    return S(factor) * (score - sum / weight);
  }
};
}  // namespace op

/// Moves the averages of LeCam, (3, 1), towards the means of a batch's scores.
template <class Ctx, class Sums, class Mean>
void follow_scores(Ctx& ctx, LeCam lecam, Sums sums, Mean mean_real, Mean mean_fake) {
  const auto at = [&](ScoreSum which) { return sums.sample(static_cast<int>(which)); };
  const op::Follow follow{lecam.decay};
  map(ctx, set, follow, at(ScoreSum::real), at(ScoreSum::real), mean_real);  // (1)
  map(ctx, set, follow, at(ScoreSum::fake), at(ScoreSum::fake), mean_fake);  // (1)
  map(ctx, set, follow, at(ScoreSum::weight), at(ScoreSum::weight));         // (1)
}

/// Adds half of LeCam, lambda * mean (score - average)^2, to `value`, and its gradient to dscore.
/// `opposite`: whose average that is, the generated images' for the scores of real ones.
template <class Ctx, class Sums, class Scores, class Value>
void add_lecam(Ctx& ctx, LeCam lecam, Sums sums, ScoreSum opposite, Scores score, Scores dscore,
               Value value) {
  const float mean = lecam.lambda / static_cast<float>(score.n);
  const auto sum = per_channel(sums.sample(static_cast<int>(opposite)));             // (1)
  const auto weight = per_channel(sums.sample(static_cast<int>(ScoreSum::weight)));  // (1)
  map(ctx, add, op::FromAverage{2 * mean}, dscore, score, sum, weight);              // (N, 1)
  sum_channels(ctx, add, op::SquareFromAverage{mean}, value, score, sum, weight);    // (1)
}

}  // namespace augury
