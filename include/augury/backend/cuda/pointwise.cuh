// SPDX-License-Identifier: MIT
// Pointwise kernels on CUDA: a thread for each packet where all arguments can be read as such, and for
// each element elsewhere.
#pragma once
#include <tuple>

#include "augury/backend/cuda/context.cuh"
#include "augury/backend/cuda/packet.cuh"
#include "augury/kernel/element.hpp"
#include "augury/kernel/kernel.hpp"

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
  /// At neighbouring channels, from a multiple of a packet on.
  template <class Result, class T>
  AUGURY_HD Result packet(element::Place place, std::ptrdiff_t channel) const {
    Result result;
    const auto fill = [&](auto... read) {
      for_packet<T>([&](auto j) { result.put(j, X(f(X(read.at(j))...))); });
    };
    std::apply(
        [&](const In&... one) { fill(read_packet(element::locate(one, place), channel)...); }, in);
    return result;
  }
};
template <class X, class F, class... In>
Computation<X, F, In...> computation(F f, In... in) {
  return {f, {in...}};
}

/// A map over a batch of S: a thread for each of the first packets of the result, and one for each
/// number behind them.
template <class S, class Mode, class F, class Out, class... In>
struct Mapping {
  using T = ScalarOf<Out>;
  using X = element::Computed<Out>;
  static constexpr int width = Packet<T>::size;
  Computation<X, F, In...> compute;
  Out out;
  std::ptrdiff_t packets;

  AUGURY_HD void operator()(std::ptrdiff_t i) const {
    if (i < packets) map_packet(i * width);
    else map_one(i + packets * (width - 1));
  }
  AUGURY_HD void map_one(std::ptrdiff_t i) const {
    const std::ptrdiff_t c = i % S::channels;
    store(Mode{}, out, i, X(compute({i - c, i / S::size}, c)));
  }
  AUGURY_HD void map_packet(std::ptrdiff_t i) const {
    if constexpr ((in_packets<S, T, In> && ...)) {
      const std::ptrdiff_t c = i % S::channels;
      const auto result = compute.template packet<PacketOf<Out>, T>({i - c, i / S::size}, c);
      store_packet(Mode{}, out, i, result);
    }
  }
};

/// How many packets of `total` numbers are mapped as such: all that are whole, or none.
template <class S, class Out, class... In>
std::ptrdiff_t packets_of(std::ptrdiff_t total, Out out, In... in) {
  using T = ScalarOf<Out>;
  if constexpr ((in_packets<S, T, In> && ...))
    return is_aligned(out) && (is_aligned(in) && ...) ? total / Packet<T>::size : 0;
  else return 0;
}

template <class S, class Mode, class F, class Out, class... In>
void map_over(Context<Cuda>& ctx, Mode, std::ptrdiff_t total, F f, Out out, In... in) {
  const std::ptrdiff_t packets = packets_of<S>(total, out, in...);
  ctx.for_each(
      total - packets * (Packet<ScalarOf<Out>>::size - 1),
      Mapping<S, Mode, F, Out, In...>{computation<element::Computed<Out>>(f, in...), out, packets});
}

/// Where the numbers of a view begin; how many there are is `total`. What does not care for shapes is
/// one kernel for all of them.
template <class S, class T>
View<Shape<1>, T> flat(View<S, T> v) {
  return {v.data, v.n};
}
inline Discard flat(Discard) { return {}; }
template <class V, class W>
auto flat(Dual<V, W> v) {
  return Dual{flat(v.value), flat(v.tangent)};
}
template <class Out, class F, class... In>
auto flat(const Through<Out, F, In...>& result) {
  return std::apply([&](auto... in) { return through(result.f, flat(result.out), flat(in)...); },
                    result.in);
}

template <class Mode, class F, class Out, class... In>
void map_all(Context<Cuda>& ctx, Mode mode, F f, Out out, In... in) {
  using S = ShapeOf<Out>;
  const std::ptrdiff_t total = std::ptrdiff_t{element::samples(out)} * S::size;
  if constexpr ((element::is_per_channel<In> || ...) || (element::is_per_sample<In> || ...))
    map_over<S>(ctx, mode, total, f, out, in...);
  else map_over<Shape<1>>(ctx, mode, total, f, flat(out), flat(in)...);
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
