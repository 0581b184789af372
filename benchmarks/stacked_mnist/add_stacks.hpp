// SPDX-License-Identifier: MIT
// add_stacks: the modes of stacks, each channel named by the classifier of digits.
#pragma once
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "digit_classifier.hpp"
#include "mode_counts.hpp"
#include "stacked_digits.hpp"

namespace stacked {

/// Adds the modes of stacks (n, 32, 32, 3): 100 a + 10 b + c, where the channels are named a, b, c.
inline void add_stacks(ModeCounts& counts, DigitClassifier& classifier,
                       std::span<const float> stacks) {
  const std::size_t n = stacks.size() / ThreeDigits::size;
  std::vector<float> digits(3 * n * Digit::size);  // (3 n, 28, 28, 1)
  for (std::size_t i = 0; i < 3 * n; ++i)
    take_digit(std::span(digits).subspan(i * Digit::size, Digit::size), static_cast<int>(i % 3),
               stacks.subspan(i / 3 * ThreeDigits::size, ThreeDigits::size));
  const std::vector<std::int32_t> names = classifier.name(digits);  // (3 n)
  for (std::size_t i = 0; i < 3 * n; i += 3)
    counts.add(static_cast<std::size_t>(100 * names[i] + 10 * names[i + 1] + names[i + 2]));
}

/// The modes of all stacks of a set.
inline ModeCounts count_modes(DigitClassifier& classifier, const StackedDigits& set) {
  ModeCounts counts(modes);
  std::vector<float> stacks;  // (n, 32, 32, 3)
  for (std::size_t i = 0; i < set.size(); ++i) {
    const auto stack = set.pixels(i);
    stacks.insert(stacks.end(), stack.begin(), stack.end());
    if (i % 500 != 499 && i + 1 < set.size()) continue;
    add_stacks(counts, classifier, stacks);
    stacks.clear();
  }
  return counts;
}

}  // namespace stacked
