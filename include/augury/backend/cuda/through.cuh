// SPDX-License-Identifier: MIT
// How a kernel stores what goes through a functor (kernel/through.hpp), with the bits that it would have
// if it were stored and read again before.
#pragma once
#include <tuple>

#include "augury/backend/cuda/context.cuh"
#include "augury/kernel/element.hpp"

namespace augury::cuda {

/// x, by itself: where a product and a sum meet in one kernel, compilers round them once.
template <class T>
AUGURY_HD T rounded(T x) {
#if defined(__CUDA_ARCH__)
  // + -0.0, which no compiler takes into another instruction.
  if constexpr (sizeof(T) == 4) asm("add.rn.f32 %0, %0, 0f80000000;" : "+f"(x));
  else asm("add.rn.f64 %0, %0, 0d8000000000000000;" : "+d"(x));
  return x;
#else
  const volatile T stored = x;
  return stored;
#endif
}
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
