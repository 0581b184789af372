// SPDX-License-Identifier: MIT
#pragma once
#include "augury/backend/cuda/context.cuh"
#include "augury/backend/cuda/through.cuh"
#include "augury/kernel/element.hpp"
#include "augury/kernel/rearrange.hpp"

namespace augury {
namespace cuda {

/// out (n, Rows, Columns) = the transposes of in (n, Columns, Rows).
template <int Rows, int Columns, class Mode, class Out, class T>
void transpose(Context<Cuda>& ctx, Mode mode, Out out, const T* in, int n) {
  ctx.for_each(std::ptrdiff_t{n} * Rows * Columns, [=] AUGURY_HD(std::ptrdiff_t i) {
    constexpr std::ptrdiff_t size = std::ptrdiff_t{Rows} * Columns;
    const std::ptrdiff_t at = i % size;
    store(mode, out, i, in[i - at + at % Columns * Rows + at / Columns]);
  });
}

}  // namespace cuda

template <class Mode, class Out, class F, class T>
void run(to_channels_last_t, Context<Cuda>& ctx, Mode mode, Out out, View<F, T> in) {
  using S = ShapeOf<Out>;
  static_assert(S::size == F::size, "to_channels_last: both shapes have as many elements");
  cuda::transpose<S::size / S::channels, S::channels>(ctx, mode, out, in.data, in.n);
}

template <class Mode, class Out, class S, class T>
void run(to_channels_first_t, Context<Cuda>& ctx, Mode mode, Out out, View<S, T> in) {
  static_assert(S::size == ShapeOf<Out>::size,
                "to_channels_first: both shapes have as many elements");
  cuda::transpose<S::channels, S::size / S::channels>(ctx, mode, out, in.data, in.n);
}

}  // namespace augury
