// SPDX-License-Identifier: MIT
// Schedules: the factor on the learning rate over a run.
#pragma once
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numbers>

namespace augury {

/// Constant, linear to `last` or half a cosine to `last`, after `warmup` linear steps from 0.
struct Schedule {
  enum class Shape { constant, linear, cosine };
  Shape shape = Shape::constant;
  float last = 0;            ///< factor at the end of the run
  std::uint64_t warmup = 0;  ///< steps

  /// Factor of a step in [0, steps).
  float factor(std::uint64_t step, std::uint64_t steps) const {
    if (step < warmup) return static_cast<float>(step + 1) / static_cast<float>(warmup);
    if (shape == Shape::constant || steps <= warmup) return 1;
    const float part =
        std::min(1.0f, static_cast<float>(step - warmup) / static_cast<float>(steps - warmup));
    const float fall =
        shape == Shape::linear ? part : 0.5f * (1 - std::cos(std::numbers::pi_v<float> * part));
    return 1 + (last - 1) * fall;
  }
};

}  // namespace augury
