// SPDX-License-Identifier: MIT
// Pointwise kernels on the CPU: loops the compiler vectorises, over a fixed partition.
#pragma once
#include <algorithm>

#include "augury/backend/cpu/context.hpp"
#include "augury/kernel/element.hpp"
#include "augury/kernel/kernel.hpp"

// Said of loops whose elements do not depend on each other; clang finds out by itself at run time,
// and warns of loops that it was told to vectorise and cannot.
#if defined(__clang__)
#define AUGURY_INDEPENDENT
#else
#define AUGURY_INDEPENDENT _Pragma("GCC ivdep")
#endif

namespace augury {
namespace cpu {

using namespace element;

/// Elements that are worth a task of their own.
inline constexpr std::ptrdiff_t grain = 8192;

/// body(begin, end) over [0, count) in pieces of about `grain` elements, `weight` elements a unit.
template <class Body>
void split(Context<Cpu>& ctx, std::ptrdiff_t count, std::ptrdiff_t weight, Body body) {
  const std::ptrdiff_t piece = std::max<std::ptrdiff_t>(1, grain / weight);
  const auto tasks = static_cast<int>((count + piece - 1) / piece);
  ctx.parallel(tasks,
               [&](int task, int) { body(task * piece, std::min(count, (task + 1) * piece)); });
}

template <class Mode, class F, class Out, class... In>
void map_segment(Mode mode, F f, Out out, Place place, std::ptrdiff_t length, In... in) {
  using X = Computed<Out>;
  [&](auto... source) {
    AUGURY_INDEPENDENT
    for (std::ptrdiff_t j = 0; j < length; ++j)
      store(mode, out, place.first + j, X(f(X(source.at(j))...)));
  }(locate(in, place)...);
}

/// What goes through a functor does so piece by piece, while a piece is near.
template <class F, class Out, class G, class... Also, class... In>
void map_segment(Set, F f, const Through<Out, G, Also...>& result, Place place,
                 std::ptrdiff_t length, In... in) {
  map_segment(set, f, result.out, place, length, in...);
  std::apply(
      [&](auto... also) {
        map_segment(set, result.f, result.out, place, length, also..., result.out);
      },
      result.in);
}

template <class Mode, class F, class Out, class... In>
void map_all(Context<Cpu>& ctx, Mode mode, F f, Out out, In... in) {
  using S = ShapeOf<Out>;
  const std::ptrdiff_t total = std::ptrdiff_t{samples(out)} * S::size;
  if constexpr ((is_per_channel<In> || ...) || (is_per_sample<In> || ...)) {
    constexpr std::ptrdiff_t length = (is_per_channel<In> || ...) ? S::channels : S::size;
    split(ctx, total / length, length, [&](std::ptrdiff_t begin, std::ptrdiff_t end) {
      for (std::ptrdiff_t s = begin; s < end; ++s)
        map_segment(mode, f, out, {s * length, s * length / S::size}, length, in...);
    });
  } else {
    split(ctx, total, 1, [&](std::ptrdiff_t begin, std::ptrdiff_t end) {
      map_segment(mode, f, out, {begin, 0}, end - begin, in...);
    });
  }
}

template <class Mode, class F, class Out, class... In>
void sum_channels_all(Context<Cpu>& ctx, Mode mode, F f, Out out, In... in) {
  using S = FirstShape<In...>;
  using X = Computed<Out>;
  constexpr int C = S::channels;
  static_assert(ShapeOf<Out>::size == C, "sum_channels: out has one element per channel");
  const std::ptrdiff_t rows =
      std::ptrdiff_t{samples(std::get<0>(std::tuple{in...}))} * (S::size / C);
  // At most 64 partial sums, cut by size alone: the order of additions knows no threads.
  const std::ptrdiff_t block =
      std::max<std::ptrdiff_t>((rows + 63) / 64, std::max<std::ptrdiff_t>(1, grain / C));
  const int blocks = static_cast<int>((rows + block - 1) / block);
  auto partial = ctx.borrow<X>(static_cast<std::size_t>(blocks) * C);
  ctx.parallel(blocks, [&](int b, int) {
    X* sum = partial.data() + std::ptrdiff_t{b} * C;
    std::fill_n(sum, C, X(0));
    for (std::ptrdiff_t r = b * block; r < std::min(rows, (b + 1) * block); ++r)
      [&](auto... source) {
        AUGURY_INDEPENDENT
        for (int c = 0; c < C; ++c) sum[c] += f(X(source.at(c))...);
      }(locate(in, Place{r * C, r * C / S::size})...);
  });
  for (int c = 0; c < C; ++c) {
    X sum(0);
    for (int b = 0; b < blocks; ++b) sum += partial.data()[std::ptrdiff_t{b} * C + c];
    store(mode, out, c, sum);
  }
}

template <class Mode, class F, class Out, class... In>
void sum_samples_all(Context<Cpu>& ctx, Mode mode, F f, Out out, In... in) {
  using S = FirstShape<In...>;
  using X = Computed<Out>;
  constexpr int lanes = 16;  // independent sums, so that the loop vectorises
  split(ctx, samples(out), S::size, [&](std::ptrdiff_t begin, std::ptrdiff_t end) {
    for (std::ptrdiff_t n = begin; n < end; ++n)
      [&](auto... source) {
        X sum[lanes] = {};
        constexpr int rest = S::size % lanes, whole = S::size - rest;
        for (int i = 0; i < whole; i += lanes)
          for (int l = 0; l < lanes; ++l) sum[l] += f(X(source.at(i + l))...);
        for (int l = 0; l < rest; ++l) sum[l] += f(X(source.at(whole + l))...);
        X total(0);
        for (X part : sum) total += part;
        store(mode, out, n, total);
      }(locate(in, Place{n * S::size, n})...);
  });
}

}  // namespace cpu

template <class Mode, class F, class Out, class... In>
void run(map_t, Context<Cpu>& ctx, Mode mode, F f, Out out, In... in) {
  cpu::map_all(ctx, mode, f, out, cpu::as_needed<Out>(in)...);
}
template <class Mode, class F, class Out, class... In>
void run(sum_channels_t, Context<Cpu>& ctx, Mode mode, F f, Out out, In... in) {
  cpu::sum_channels_all(ctx, mode, f, out, cpu::as_needed<Out>(in)...);
}
template <class Mode, class F, class Out, class... In>
void run(sum_samples_t, Context<Cpu>& ctx, Mode mode, F f, Out out, In... in) {
  cpu::sum_samples_all(ctx, mode, f, out, cpu::as_needed<Out>(in)...);
}
template <class S, class T>
void run(zero_t, Context<Cpu>& ctx, View<S, T> out) {
  cpu::split(ctx, out.size(), 1, [&](std::ptrdiff_t begin, std::ptrdiff_t end) {
    std::fill(out.data + begin, out.data + end, T(0));
  });
}

}  // namespace augury
