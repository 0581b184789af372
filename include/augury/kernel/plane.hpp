// SPDX-License-Identifier: MIT
// Sums over planes. A plane is one channel of one sample at all of its positions.
#pragma once
#include "augury/kernel/kernel.hpp"

namespace augury {

/// sum_planes(ctx, mode, f, out, in...): out[n, c] = sum over the positions of f(in...). `out` has
/// one element per channel of the first `in` for each sample. As sum_channels
/// (kernel/pointwise.hpp) Pointwise: exact for duals. The order of summation is fixed.
struct sum_planes_t {
  template <class Ctx, class Mode, class F, class Out, class... In>
  void operator()(Ctx& ctx, Mode mode, F f, Out out, In... in) const {
    if constexpr (!is_discard<Out>) run(*this, ctx, mode, f, out, in...);
  }
};
inline constexpr sum_planes_t sum_planes{};

/// The same memory with each sample cut into `Parts` samples, one after the other: the positions of
/// an image, each with its channels, or groups of the channels of a vector.
template <int Parts, class S, class T>
constexpr auto in_parts(View<S, T> v) {
  static_assert(S::size % Parts == 0, "in_parts: a sample divides into equal parts");
  return View<Shape<S::size / Parts>, T>{v.data, v.n * Parts};
}
template <int Parts, class V>
constexpr auto in_parts(Dual<V> v) {
  return Dual{in_parts<Parts>(v.value), in_parts<Parts>(v.tangent)};
}

}  // namespace augury
