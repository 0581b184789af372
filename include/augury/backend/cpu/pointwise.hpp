// SPDX-License-Identifier: MIT
// Pointwise kernels on the CPU: loops the compiler vectorises, over a fixed partition.
#pragma once
#include <algorithm>

#include "augury/backend/cpu/context.hpp"
#include "augury/kernel/pointwise.hpp"

// Said of loops whose elements do not depend on each other; clang finds out by itself at run time,
// and warns of loops that it was told to vectorise and cannot.
#if defined(__clang__)
#define AUGURY_INDEPENDENT
#else
#define AUGURY_INDEPENDENT _Pragma("GCC ivdep")
#endif

namespace augury {
namespace cpu {

// ------------------------------------------------------------ arguments as functions of position
// A segment is a run of neighbouring elements; `at(j)` is element j of the segment.
template <class T>
struct Elements {
  T* p;
  T& at(std::ptrdiff_t j) const { return p[j]; }
};
template <class T>
struct DualElements {
  T *value, *tangent;
  DualScalar<std::remove_const_t<T>> at(std::ptrdiff_t j) const { return {value[j], tangent[j]}; }
};
template <class X>
struct Same {
  X x;
  X at(std::ptrdiff_t) const { return x; }
};
template <class X>
Same(X) -> Same<X>;  // clang 14 deduces no aggregates

/// Where a segment lies: its first element, and the sample it belongs to.
struct Place {
  std::ptrdiff_t first;
  std::ptrdiff_t sample;
};

template <class S, class T>
Elements<T> locate(View<S, T> v, Place place) {
  return {v.data + place.first};
}
template <class S, class T>
DualElements<T> locate(Dual<View<S, T>> v, Place place) {
  return {v.value.data + place.first, v.tangent.data + place.first};
}
template <class V>
auto locate(PerChannel<V> v, Place) {
  return locate(v.view, Place{0, 0});
}
template <class V>
auto locate(PerSample<V> v, Place place) {
  return Same{locate(v.view, Place{0, 0}).at(place.sample)};
}
template <class V>
auto locate(PerPlane<V> v, Place place) {
  return locate(v.view, Place{place.sample * ShapeOf<V>::size, place.sample});
}

/// Whether an argument is the same at every position: its segments are the channels of one.
template <class X>
inline constexpr bool is_per_channel = false;
template <class V>
inline constexpr bool is_per_channel<PerChannel<V>> = true;
template <class V>
inline constexpr bool is_per_channel<PerPlane<V>> = true;
template <class X>
inline constexpr bool is_per_sample = false;
template <class V>
inline constexpr bool is_per_sample<PerSample<V>> = true;

/// The argument without its tangent.
template <class V>
auto plain(V v) {
  return value(v);
}
template <class V>
auto plain(PerChannel<V> v) {
  return per_channel(value(v.view));
}
template <class V>
auto plain(PerSample<V> v) {
  return per_sample(value(v.view));
}
template <class V>
auto plain(PerPlane<V> v) {
  return per_plane(value(v.view));
}

template <class Mode, class T>
void write(Mode, T& target, T x) {
  if constexpr (std::is_same_v<Mode, Set>) target = x;
  else target += x;
}
template <class Mode, class V, class T>
void store(Mode, View<V, T> out, std::ptrdiff_t i, T x) {
  write(Mode{}, out.data[i], x);
}
template <class Mode, class V, class T>
void store(Mode, Dual<View<V, T>> out, std::ptrdiff_t i, DualScalar<T> x) {
  write(Mode{}, out.value.data[i], x.value);
  write(Mode{}, out.tangent.data[i], x.tangent);
}
template <class Mode, class V, class T>
void store(Mode, Dual<Discard, View<V, T>> out, std::ptrdiff_t i, DualScalar<T> x) {
  write(Mode{}, out.tangent.data[i], x.tangent);
}

/// The scalar a functor computes with when it fills `Out`.
template <class Out>
using Computed = std::conditional_t<is_dual<Out>, DualScalar<ScalarOf<Out>>, ScalarOf<Out>>;

template <class V>
int samples(V v) {
  if constexpr (is_dual<V>) return samples(v.tangent);
  else return v.n;
}

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

/// The shape of the first of some arguments.
template <class... In>
using FirstShape = ShapeOf<std::tuple_element_t<0, std::tuple<In...>>>;

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

/// The arguments as `Out` needs them: a plain result has no use for tangents.
template <class Out, class V>
auto as_needed(V v) {
  if constexpr (is_dual<Out>) return v;
  else return plain(v);
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
