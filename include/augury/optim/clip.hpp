// SPDX-License-Identifier: MIT
#pragma once
#include <vector>

#include "augury/kernel/pointwise.hpp"
#include "augury/kernel/update.hpp"

namespace augury {

/// Brings all weights of the segments, which are those that are trained, into [-bound, bound]; bound
/// 0 leaves them (the Wasserstein loss of 1701.07875).
template <class Backend>
void clip_weights(Context<Backend>& ctx, Buffer<float, Backend>& values,
                  const std::vector<Segment>& segments, float bound) {
  if (bound <= 0) return;
  for (const Segment& part : segments) {
    const View<Shape<1>, float> weights{values.data() + part.offset, static_cast<int>(part.size)};
    map(ctx, set, op::Clamp{bound}, weights, weights);
  }
}

}  // namespace augury
