// SPDX-License-Identifier: MIT
// Sums over planes on the CPU: a sample is one task's.
#pragma once
#include "augury/backend/cpu/pointwise.hpp"
#include "augury/kernel/plane.hpp"

namespace augury {
namespace cpu {

template <class Mode, class F, class Out, class... In>
void sum_planes_all(Context<Cpu>& ctx, Mode mode, F f, Out out, In... in) {
  using S = FirstShape<In...>;
  using X = Computed<Out>;
  constexpr int C = S::channels, positions = S::size / C;
  // Sums of about as many sums: rounding grows with the root of the positions.
  constexpr int block = [] {
    int size = 1;
    while (size * size < positions) size *= 2;
    return size;
  }();
  static_assert(ShapeOf<Out>::size == C, "sum_planes: out has one element per channel");
  split(ctx, samples(out), S::size, [&](std::ptrdiff_t begin, std::ptrdiff_t end) {
    X sum[C], part[C];
    for (std::ptrdiff_t n = begin; n < end; ++n) {
      std::fill_n(sum, C, X(0));
      for (int from = 0; from < positions; from += block) {
        std::fill_n(part, C, X(0));
        for (int p = from; p < std::min(positions, from + block); ++p)
          [&](auto... source) {
            AUGURY_INDEPENDENT
            for (int c = 0; c < C; ++c) part[c] += f(X(source.at(c))...);
          }(locate(in, Place{n * S::size + std::ptrdiff_t{p} * C, n})...);
        for (int c = 0; c < C; ++c) sum[c] += part[c];
      }
      for (int c = 0; c < C; ++c) store(mode, out, n * C + c, sum[c]);
    }
  });
}

}  // namespace cpu

template <class Mode, class F, class Out, class... In>
void run(sum_planes_t, Context<Cpu>& ctx, Mode mode, F f, Out out, In... in) {
  cpu::sum_planes_all(ctx, mode, f, out, cpu::as_needed<Out>(in)...);
}

}  // namespace augury
