// SPDX-License-Identifier: MIT
// The exponential moving average of a generator's parameters, which samples better than the
// parameters themselves (1806.04498).
#pragma once
#include <algorithm>
#include <cmath>

#include "augury/kernel/pointwise.hpp"

namespace augury {

namespace op {
struct Average {
  float keep;
  template <class S>
  AUGURY_HD S operator()(S average, S now) const {
    return now + (average - now) * S(keep);
  }
};
}  // namespace op

/// Decay of one step of `batch` images for a half-life in images. Early in a run the half-life is
/// at most a tenth of what was seen (as 2006.06676 ramps it up), so that the start is forgotten.
inline float ema_decay(double batch, double half_life, double images_seen) {
  const double life = std::min(half_life, 0.1 * images_seen);
  return life <= 0 ? 0.0f : static_cast<float>(std::pow(0.5, batch / life));
}

/// average = decay * average + (1 - decay) * values.
template <class Ctx, class Buffer_>
void update_average(Ctx& ctx, Buffer_& average, const Buffer_& values, float decay) {
  using T = std::remove_cvref_t<decltype(*values.data())>;
  const int n = static_cast<int>(values.size());
  const View<Shape<1>, T> target{average.data(), n};
  map(ctx, set, op::Average{decay}, target, target, View<Shape<1>, T>{values.data(), n});
}

}  // namespace augury
