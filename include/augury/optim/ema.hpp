// SPDX-License-Identifier: MIT
// The exponential moving average of a generator's parameters, which samples better than the
// parameters themselves (1806.04498).
#pragma once
#include <algorithm>
#include <cmath>
#include <type_traits>

#include "augury/kernel/average.hpp"

namespace augury {

/// Decay of one step of `batch` images for a half-life in images. Early in a run the half-life is
/// at most a tenth of what was seen (as 2006.06676 ramps it up), so that the start is forgotten.
inline float ema_decay(double batch, double half_life, double images_seen) {
  const double life = std::min(half_life, 0.1 * images_seen);
  return life <= 0 ? 0.0f : static_cast<float>(std::pow(0.5, batch / life));
}

/// average = decay * average + (1 - decay) * values. decay: in the backend's memory.
template <class Ctx, class Buffer_, class T>
void update_average(Ctx& ctx, Buffer_& average, const Buffer_& values, const T* decay) {
  follow(ctx, average.data(), static_cast<const T*>(values.data()), decay, values.size());
}

}  // namespace augury
