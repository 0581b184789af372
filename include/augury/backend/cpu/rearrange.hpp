// SPDX-License-Identifier: MIT
// Order of axes on the CPU: a transposition of the (H*W) x C matrix of each sample.
#pragma once
#include "augury/backend/cpu/pointwise.hpp"
#include "augury/kernel/rearrange.hpp"

namespace augury {
namespace cpu {

/// out (N, Rows, Columns) = the transposes of in (N, Columns, Rows).
template <int Rows, int Columns, class Mode, class T>
void transpose(Context<Cpu>& ctx, Mode mode, T* out, const T* in, int n) {
  split(ctx, std::ptrdiff_t{n} * Rows, Columns, [&](std::ptrdiff_t begin, std::ptrdiff_t end) {
    for (std::ptrdiff_t r = begin; r < end; ++r) {
      const T* source = in + r / Rows * Rows * Columns + r % Rows;
      for (int c = 0; c < Columns; ++c)
        write(mode, out[r * Columns + c], source[std::ptrdiff_t{c} * Rows]);
    }
  });
}

}  // namespace cpu

template <class Mode, class S, class F, class T>
void run(to_channels_last_t, Context<Cpu>& ctx, Mode mode, View<S, T> out, View<F, T> in) {
  static_assert(S::size == F::size, "to_channels_last: both shapes have as many elements");
  cpu::transpose<S::size / S::channels, S::channels>(ctx, mode, out.data, in.data, out.n);
}

template <class Mode, class F, class S, class T>
void run(to_channels_first_t, Context<Cpu>& ctx, Mode mode, View<F, T> out, View<S, T> in) {
  static_assert(S::size == F::size, "to_channels_first: both shapes have as many elements");
  cpu::transpose<S::channels, S::size / S::channels>(ctx, mode, out.data, in.data, out.n);
}

}  // namespace augury
