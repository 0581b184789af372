// SPDX-License-Identifier: MIT
// How a kernel stores what goes through a functor (kernel/through.hpp), with the bits that it would have
// if it were stored and read again before.
#pragma once
#include <tuple>

#include "augury/backend/cuda/context.cuh"
#include "augury/kernel/element.hpp"

namespace augury::cuda {

/// As rounded(x), for both of its numbers.
template <class T>
AUGURY_HD DualScalar<T> rounded(DualScalar<T> x) {
  return {rounded(x.value), rounded(x.tangent)};
}

/// Stores number i of a result.
template <class Mode, class Out, class X>
AUGURY_HD void store(Mode mode, const Out& out, std::ptrdiff_t i, X x) {
  if constexpr (is_through<Out>) {
    const auto put = [&](const auto&... in) {
      return X(out.f(X(element::locate(in, element::Place{i, 0}).at(0))..., rounded(x)));
    };
    element::store(mode, out.out, i, std::apply(put, out.in));
  } else element::store(mode, out, i, x);
}

/// Does what has gone through, where that is not done yet.
template <class Out>
void finish(Context<Cuda>& ctx, const Out& out) {
  if constexpr (is_through<Out>) pass_through(ctx, out);
}
/// Where the numbers lie in the end.
template <class Out>
auto memory_of(const Out& out) {
  if constexpr (is_through<Out>) return out.out.data;
  else return out.data;
}

}  // namespace augury::cuda
