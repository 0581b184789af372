// SPDX-License-Identifier: MIT
// Whether two vectors are nearer than a radius, from their inner product where that suffices.
#pragma once
#include <cmath>
#include <span>

#include "augury/evaluate/nearest_neighbour.hpp"

namespace augury::detail {

inline float squared_norm(std::span<const float> vector) {
  double sum = 0;
  for (const float x : vector) sum += double{x} * double{x};
  return static_cast<float>(sum);
}

/// Where rounding could decide the vectors themselves do: two vectors get the same answer in every
/// set, and equal ones are at a distance of exactly 0.
inline bool nearer(std::span<const float> a, std::span<const float> b, float norm_a, float norm_b,
                   float product, float radius) {
  const float gap = norm_a + norm_b - 2 * product - radius * radius;
  if (std::abs(gap) > 1e-5f * (norm_a + norm_b)) return gap < 0;
  return distance(a, b) < radius;
}

}  // namespace augury::detail
