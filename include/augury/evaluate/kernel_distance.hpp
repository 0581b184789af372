// SPDX-License-Identifier: MIT
// The kernel distance of two sets of images: how far apart the distributions are that they were
// drawn from (MMD with a polynomial kernel, 1801.01401; there on features of Inception).
#pragma once
#include <cstddef>
#include <span>
#include <string>
#include <utility>

#include "augury/core/error.hpp"
#include "augury/evaluate/pooled_features.hpp"

namespace augury {

namespace detail {

/// k(x, y) = (<x, y> / width + 1)^3
inline double polynomial_kernel(std::span<const double> x, std::span<const double> y) {
  double dot = 0;
  for (std::size_t k = 0; k < x.size(); ++k) dot += x[k] * y[k];
  const double base = dot / static_cast<double>(x.size()) + 1;
  return base * base * base;
}

/// Mean kernel of two different vectors of a set.
inline double mean_kernel_within(const Features& set) {
  double sum = 0;
  for (std::size_t i = 0; i < set.count(); ++i)
    for (std::size_t j = 0; j < i; ++j) sum += polynomial_kernel(set.row(i), set.row(j));
  const auto n = static_cast<double>(set.count());
  return sum / (n * (n - 1) / 2);
}
inline double mean_kernel_between(const Features& a, const Features& b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.count(); ++i)
    for (std::size_t j = 0; j < b.count(); ++j) sum += polynomial_kernel(a.row(i), b.row(j));
  return sum / (static_cast<double>(a.count()) * static_cast<double>(b.count()));
}

}  // namespace detail

/// Distances to one set, whose own part is computed once.
class KernelDistance {
 public:
  /// Throws UsageError for fewer than two vectors.
  explicit KernelDistance(Features to) : to_(std::move(to)) {
    check(to_);
    within_ = detail::mean_kernel_within(to_);
  }

  /// The unbiased estimate of the squared distance: about 0 for samples of one distribution, at
  /// times a little below. Sums in double and in one order: the same sets give the same bits.
  /// Throws UsageError for fewer than two vectors, or others than the set has.
  double operator()(const Features& from) const {
    check(from);
    if (from.width != to_.width)
      throw UsageError("a kernel distance needs features of one width, not " +
                       std::to_string(from.width) + " and " + std::to_string(to_.width));
    return detail::mean_kernel_within(from) + within_ - 2 * detail::mean_kernel_between(from, to_);
  }

 private:
  static void check(const Features& set) {
    if (set.count() < 2)
      throw UsageError("a kernel distance needs at least two images in each set, not " +
                       std::to_string(set.count()));
  }

  Features to_;
  double within_ = 0;
};

}  // namespace augury
