// SPDX-License-Identifier: MIT
// Two sums per channel on the CPU, with the partition of sum_channels.
#pragma once
#include "augury/backend/cpu/pointwise.hpp"
#include "augury/kernel/pair_sum.hpp"

namespace augury {
namespace cpu {

template <class F, class Out, class... In>
void sum_pairs(Context<Cpu>& ctx, F f, Out first, Out second, In... in) {
  using S = FirstShape<In...>;
  using X = Computed<Out>;
  constexpr int C = S::channels;
  static_assert(ShapeOf<Out>::size == C, "sum_channel_pairs: out has one element per channel");
  const std::ptrdiff_t rows =
      std::ptrdiff_t{samples(std::get<0>(std::tuple{in...}))} * (S::size / C);
  // At most 64 partial sums, cut by size alone: the order of additions knows no threads.
  const std::ptrdiff_t block =
      std::max<std::ptrdiff_t>((rows + 63) / 64, std::max<std::ptrdiff_t>(1, grain / C));
  const int blocks = static_cast<int>((rows + block - 1) / block);
  auto partial = ctx.borrow<X>(static_cast<std::size_t>(blocks) * 2 * C);
  ctx.parallel(blocks, [&](int b, int) {
    X* one = partial.data() + std::ptrdiff_t{b} * 2 * C;
    X* two = one + C;
    std::fill_n(one, 2 * C, X(0));
    for (std::ptrdiff_t r = b * block; r < std::min(rows, (b + 1) * block); ++r)
      [&](auto... source) {
        AUGURY_INDEPENDENT
        for (int c = 0; c < C; ++c) {
          const Two<X> term = f(X(source.at(c))...);
          one[c] += term.first;
          two[c] += term.second;
        }
      }(locate(in, Place{r * C, r * C / S::size})...);
  });
  for (int c = 0; c < C; ++c) {
    X one(0), two(0);
    for (int b = 0; b < blocks; ++b) {
      const X* sums = partial.data() + std::ptrdiff_t{b} * 2 * C + c;
      one += sums[0];
      two += sums[C];
    }
    store(set, first, c, one);
    store(set, second, c, two);
  }
}

}  // namespace cpu

template <class F, class Out, class... In>
void run(sum_channel_pairs_t, Context<Cpu>& ctx, F f, Out first, Out second, In... in) {
  cpu::sum_pairs(ctx, f, first, second, cpu::as_needed<Out>(in)...);
}

}  // namespace augury
