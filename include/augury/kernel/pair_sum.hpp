// SPDX-License-Identifier: MIT
// Two sums in one pass over the data.
#pragma once
#include "augury/kernel/kernel.hpp"

namespace augury {

/// What a functor for sum_channel_pairs returns.
template <class S>
struct Two {
  S first, second;
};

/// sum_channel_pairs(ctx, f, first, second, in...): first[c] and second[c] are set to the sums over
/// samples and positions of f(in...).first and .second. As sum_channels (kernel/pointwise.hpp),
/// and like it exact for duals; both results are of one kind.
struct sum_channel_pairs_t {
  template <class Ctx, class F, class Out, class... In>
  void operator()(Ctx& ctx, F f, Out first, Out second, In... in) const {
    run(*this, ctx, f, first, second, in...);
  }
};
inline constexpr sum_channel_pairs_t sum_channel_pairs{};

}  // namespace augury
