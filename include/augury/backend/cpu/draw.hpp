// SPDX-License-Identifier: MIT
// Random numbers on the CPU.
#pragma once
#include "augury/backend/cpu/pointwise.hpp"
#include "augury/kernel/draw.hpp"

namespace augury {
namespace cpu {

/// out[i] = number(element) where element counts on from the first sample of the pass.
template <class S, class T, class F>
void draw_all(Context<Cpu>& ctx, View<S, T> out, Draw draw, F number) {
  const auto before = static_cast<std::uint64_t>(draw.first) * S::size;
  split(ctx, out.size(), 16, [&](std::ptrdiff_t begin, std::ptrdiff_t end) {
    for (std::ptrdiff_t i = begin; i < end; ++i)
      out.data[i] = number(before + static_cast<std::uint64_t>(i));
  });
}

}  // namespace cpu

template <class S, class T>
void run(draw_normal_t, Context<Cpu>& ctx, View<S, T> out, Draw draw) {
  // Drawn in float for every element type: float and double networks see the same numbers.
  cpu::draw_all(ctx, out, draw, [&](std::uint64_t i) { return T(normal<float>(draw.key, i)); });
}

template <class S, class T>
void run(draw_uniform_t, Context<Cpu>& ctx, View<S, T> out, Draw draw) {
  cpu::draw_all(ctx, out, draw, [&](std::uint64_t i) { return T(uniform<float>(draw.key, i)); });
}

template <class S, class T>
void run(draw_mask_t, Context<Cpu>& ctx, View<S, T> out, Draw draw, float rate) {
  const T keep = T(1) / T(1 - rate);
  cpu::draw_all(ctx, out, draw,
                [&](std::uint64_t i) { return uniform<float>(draw.key, i) < rate ? T(0) : keep; });
}

inline void run(draw_routes_t, Context<Cpu>&, std::int32_t* routes, int n, RouteRule rule) {
  for (int i = 0; i < n; ++i) routes[i] = route_of(rule, i);
}

template <class S, class T>
void run(hash_samples_t, Context<Cpu>&, std::uint32_t* codes, View<S, T> x) {
  for (int n = 0; n < x.n; ++n) {
    codes[n] = element::hash_of(x, n);
  }
}

}  // namespace augury
