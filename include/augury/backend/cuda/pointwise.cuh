// SPDX-License-Identifier: MIT
// Pointwise kernels on CUDA: one thread for each element.
#pragma once
#include <tuple>

#include "augury/backend/cuda/context.cuh"
#include "augury/kernel/element.hpp"

namespace augury {
namespace cuda {

/// A functor and its arguments, computed at a channel of a place. Lambdas of kernels cannot hold
/// packs.
template <class X, class F, class... In>
struct Computation {
  F f;
  std::tuple<In...> in;
  AUGURY_HD auto operator()(element::Place place, std::ptrdiff_t channel) const {
    return std::apply(
        [&](const In&... one) { return f(X(element::locate(one, place).at(channel))...); }, in);
  }
};
template <class X, class F, class... In>
Computation<X, F, In...> computation(F f, In... in) {
  return {f, {in...}};
}

template <class Mode, class F, class Out, class... In>
void map_all(Context<Cuda>& ctx, Mode mode, F f, Out out, In... in) {
  using S = ShapeOf<Out>;
  using X = element::Computed<Out>;
  const auto compute = computation<X>(f, in...);
  const std::ptrdiff_t total = std::ptrdiff_t{element::samples(out)} * S::size;
  ctx.for_each(total, [=] AUGURY_HD(std::ptrdiff_t i) {
    const std::ptrdiff_t c = i % S::channels;
    element::store(mode, out, i, X(compute({i - c, i / S::size}, c)));
  });
}

}  // namespace cuda

template <class Mode, class F, class Out, class... In>
void run(map_t, Context<Cuda>& ctx, Mode mode, F f, Out out, In... in) {
  cuda::map_all(ctx, mode, f, out, element::as_needed<Out>(in)...);
}
template <class S, class T>
void run(zero_t, Context<Cuda>& ctx, View<S, T> out) {
  cuda::clear(ctx.stream(), out.data, static_cast<std::size_t>(out.size()) * sizeof(T));
}

}  // namespace augury
