// SPDX-License-Identifier: MIT
// sum_channels, sum_samples, sum_planes and sum_channel_pairs on CUDA: four groupings of one sum.
#pragma once
#include "augury/backend/cuda/pointwise.cuh"
#include "augury/backend/cuda/reduce.cuh"
#include "augury/kernel/pair_sum.hpp"
#include "augury/kernel/plane.hpp"

namespace augury {
namespace cuda {

/// Two sums at once.
template <class X>
struct TwoSums {
  X first, second;
  TwoSums() = default;
  AUGURY_HD explicit TwoSums(int zero)
      : first(static_cast<float>(zero)), second(static_cast<float>(zero)) {}
  AUGURY_HD TwoSums(Two<X> two) : first(two.first), second(two.second) {}
  AUGURY_HD TwoSums& operator+=(TwoSums other) {
    first += other.first;
    second += other.second;
    return *this;
  }
};

/// The samples of the first of some arguments.
template <class First, class... Rest>
int first_samples(First first, Rest...) {
  return element::samples(first);
}

template <class Mode, class F, class Out, class... In>
void sum_channels_all(Context<Cuda>& ctx, Mode mode, F f, Out out, In... in) {
  using S = element::FirstShape<In...>;
  using X = element::Computed<Out>;
  const auto compute = computation<X>(f, in...);
  constexpr int C = S::channels;
  static_assert(ShapeOf<Out>::size == C, "sum_channels: out has one element per channel");
  sum_rows<X, C>(
      ctx, 1, std::ptrdiff_t{first_samples(in...)} * (S::size / C),
      [=] AUGURY_HD(int, std::ptrdiff_t row, int c) {
        return X(compute({row * C, row * C / S::size}, c));
      },
      [=] AUGURY_HD(std::ptrdiff_t c, X sum) { element::store(mode, out, c, sum); });
}

template <class Mode, class F, class Out, class... In>
void sum_samples_all(Context<Cuda>& ctx, Mode mode, F f, Out out, In... in) {
  using S = element::FirstShape<In...>;
  using X = element::Computed<Out>;
  const auto compute = computation<X>(f, in...);
  constexpr int C = S::channels;
  sum_rows<X, 1>(
      ctx, element::samples(out), S::size,
      [=] AUGURY_HD(int n, std::ptrdiff_t i, int) {
        const std::ptrdiff_t c = i % C;
        return X(compute({std::ptrdiff_t{n} * S::size + i - c, n}, c));
      },
      [=] AUGURY_HD(std::ptrdiff_t n, X sum) { element::store(mode, out, n, sum); });
}

template <class Mode, class F, class Out, class... In>
void sum_planes_all(Context<Cuda>& ctx, Mode mode, F f, Out out, In... in) {
  using S = element::FirstShape<In...>;
  using X = element::Computed<Out>;
  const auto compute = computation<X>(f, in...);
  constexpr int C = S::channels;
  static_assert(ShapeOf<Out>::size == C, "sum_planes: out has one element per channel");
  sum_rows<X, C>(
      ctx, element::samples(out), S::size / C,
      [=] AUGURY_HD(int n, std::ptrdiff_t position, int c) {
        return X(compute({std::ptrdiff_t{n} * S::size + position * C, n}, c));
      },
      [=] AUGURY_HD(std::ptrdiff_t i, X sum) { element::store(mode, out, i, sum); });
}

template <class F, class Out, class... In>
void sum_pairs(Context<Cuda>& ctx, F f, Out first, Out second, In... in) {
  using S = element::FirstShape<In...>;
  using X = element::Computed<Out>;
  const auto compute = computation<X>(f, in...);
  constexpr int C = S::channels;
  static_assert(ShapeOf<Out>::size == C, "sum_channel_pairs: out has one element per channel");
  sum_rows<TwoSums<X>, C>(
      ctx, 1, std::ptrdiff_t{first_samples(in...)} * (S::size / C),
      [=] AUGURY_HD(int, std::ptrdiff_t row, int c) {
        return TwoSums<X>(compute({row * C, row * C / S::size}, c));
      },
      [=] AUGURY_HD(std::ptrdiff_t c, TwoSums<X> sum) {
        element::store(set, first, c, sum.first);
        element::store(set, second, c, sum.second);
      });
}

}  // namespace cuda

template <class Mode, class F, class Out, class... In>
void run(sum_channels_t, Context<Cuda>& ctx, Mode mode, F f, Out out, In... in) {
  cuda::sum_channels_all(ctx, mode, f, out, element::as_needed<Out>(in)...);
}
template <class Mode, class F, class Out, class... In>
void run(sum_samples_t, Context<Cuda>& ctx, Mode mode, F f, Out out, In... in) {
  cuda::sum_samples_all(ctx, mode, f, out, element::as_needed<Out>(in)...);
}
template <class Mode, class F, class Out, class... In>
void run(sum_planes_t, Context<Cuda>& ctx, Mode mode, F f, Out out, In... in) {
  cuda::sum_planes_all(ctx, mode, f, out, element::as_needed<Out>(in)...);
}
template <class F, class Out, class... In>
void run(sum_channel_pairs_t, Context<Cuda>& ctx, F f, Out first, Out second, In... in) {
  cuda::sum_pairs(ctx, f, first, second, element::as_needed<Out>(in)...);
}

}  // namespace augury
