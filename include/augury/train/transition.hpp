// SPDX-License-Identifier: MIT
// Transition: a run that comes to its labels gradually.
#pragma once
#include <cstdint>

namespace augury {

/// Trains without labels at first and with them at last (2201.06578): where a class has few images,
/// a GAN that is told classes from the beginning collapses in each of them, and one that has
/// learned all classes together does not. All that labels add in the layers that are told them is
/// multiplied by a weight: 0 up to step `start`, 1 from step `end` on, a straight line in between.
/// With both at 0, the default, labels count in full from the beginning.
struct Transition {
  std::uint64_t start = 0, end = 0;  ///< steps, start <= end

  bool wanted() const { return end > 0; }
  /// The weight of labels when so many steps are done, in [0, 1].
  float label_weight(std::uint64_t steps) const {
    if (steps >= end) return 1;
    if (steps <= start) return 0;
    return static_cast<float>(static_cast<double>(steps - start) /
                              static_cast<double>(end - start));
  }
};

}  // namespace augury
