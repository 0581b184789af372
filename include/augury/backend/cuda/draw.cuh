// SPDX-License-Identifier: MIT
// Random numbers on CUDA: the same words as on the CPU, and where a logarithm and a cosine follow,
// what the device's make of them.
#pragma once
#include "augury/backend/cuda/context.cuh"
#include "augury/core/view.hpp"
#include "augury/kernel/draw.hpp"

namespace augury {
namespace cuda {

/// out[i] = number(key, element) where element counts on from the first sample of the pass.
template <class S, class T, class F>
void draw_all(Context<Cuda>& ctx, View<S, T> out, Draw draw, F number) {
  const auto before = static_cast<std::uint64_t>(draw.first) * S::size;
  const Clock* clock = ctx.clock();
  ctx.for_each(out.size(), [=] AUGURY_HD(std::ptrdiff_t i) {
    out.data[i] = number(clock->now(draw).key, before + static_cast<std::uint64_t>(i));
  });
}

}  // namespace cuda

template <class S, class T>
void run(draw_normal_t, Context<Cuda>& ctx, View<S, T> out, Draw draw) {
  // Drawn in float for every element type: float and double networks see the same numbers.
  cuda::draw_all(ctx, out, draw,
                 [=] AUGURY_HD(Key key, std::uint64_t i) { return T(normal<float>(key, i)); });
}

template <class S, class T>
void run(draw_uniform_t, Context<Cuda>& ctx, View<S, T> out, Draw draw) {
  cuda::draw_all(ctx, out, draw,
                 [=] AUGURY_HD(Key key, std::uint64_t i) { return T(uniform<float>(key, i)); });
}

template <class S, class T>
void run(draw_mask_t, Context<Cuda>& ctx, View<S, T> out, Draw draw, float rate) {
  const T keep = T(1) / T(1 - rate);
  cuda::draw_all(ctx, out, draw, [=] AUGURY_HD(Key key, std::uint64_t i) {
    return uniform<float>(key, i) < rate ? T(0) : keep;
  });
}

inline void run(draw_routes_t, Context<Cuda>& ctx, std::int32_t* routes, int n, RouteRule rule) {
  const cuda::Clock* clock = ctx.clock();
  ctx.for_each(n, [=] AUGURY_HD(std::ptrdiff_t i) {
    const bool timeless = rule.choice == Choice::latent;  // a function of z alone
    routes[i] = route_of(timeless ? rule : clock->now(rule), static_cast<int>(i));
  });
}

template <class S, class T>
void run(hash_samples_t, Context<Cuda>& ctx, std::uint32_t* codes, View<S, T> x) {
  ctx.for_each(x.n, [=] AUGURY_HD(std::ptrdiff_t n) { codes[n] = element::hash_of(x, n); });
}

}  // namespace augury
