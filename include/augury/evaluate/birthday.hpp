// SPDX-License-Identifier: MIT
// The birthday test (1706.08224): how many different images can a generator make? Among 23 people
// two share one of 365 birthdays as likely as not; so nearly equal pairs among some hundred samples
// tell of a support of some ten thousand.
#pragma once
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <string>

#include "augury/core/error.hpp"
#include "augury/data/dataset.hpp"
#include "augury/evaluate/inner_products.hpp"
#include "augury/evaluate/nearer.hpp"

namespace augury {

/// What the pairs of a batch say. Where all of `n` images are equally likely a pair is equal with
/// probability 1 / n; else n is the effective number 1 / sum p^2, and there are more.
struct Birthday {
  std::size_t images = 0;  ///< of the batch
  std::size_t pairs = 0;   ///< nearly equal ones of images * (images - 1) / 2

  double all_pairs() const {
    return static_cast<double>(images) * static_cast<double>(images - 1) / 2;
  }
  /// The number of different images, at least 1; infinite where no pair was found.
  double distinct() const {
    return pairs > 0 ? all_pairs() / static_cast<double>(pairs)
                     : std::numeric_limits<double>::infinity();
  }
  /// At least so many, with 95 % confidence: of Poisson's distributions the largest mean under which
  /// so few pairs are found once in 20 times, by Wilson and Hilferty's formula (1931), which is 1 %
  /// off at most. Takes pairs as independent.
  double at_least() const {
    const double n = static_cast<double>(pairs) + 1;
    const double mean = n * std::pow(1 - 1 / (9 * n) + 1.6449 / (3 * std::sqrt(n)), 3);
    return std::max(1.0, all_pairs() / mean);
  }
};

/// Counts the pairs of a batch at most `threshold` apart: root mean square over the pixels, in
/// units of [-1, 1]. NearCopyGate(ctx, train, held_out).threshold() is one that real images have
/// set: few of them are as near to another one. Throws UsageError for less than two images or a
/// threshold that is no distance.
template <class Backend, Dataset Images>
Birthday birthday(Context<Backend>& ctx, const Images& batch, float threshold) {
  if (batch.size() < 2)
    throw UsageError("birthday: pairs need at least two images, not " +
                     std::to_string(batch.size()) + "; give some hundred");
  if (!(threshold >= 0 && std::isfinite(threshold)))
    throw UsageError("birthday: the threshold is " + std::to_string(threshold) +
                     "; give a distance of 0 or more");
  const float apart = threshold * std::sqrt(static_cast<float>(Images::Sample::size));
  const float beyond = std::nextafter(apart, std::numeric_limits<float>::infinity());
  Birthday found{batch.size(), 0};
  detail::for_each_product(ctx, batch, batch, detail::Partners::earlier,
                           [&](std::size_t i, std::size_t first, auto products, auto norms) {
                             const auto a = batch.pixels(i);
                             const float norm = detail::squared_norm(a);
                             for (std::size_t j = 0; j < products.size() && first + j < i; ++j)
                               found.pairs += detail::nearer(a, batch.pixels(first + j), norm,
                                                             norms[j], products[j], beyond);
                           });
  return found;
}

}  // namespace augury
