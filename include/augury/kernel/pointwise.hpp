// SPDX-License-Identifier: MIT
// Pointwise kernels: a functor over scalars, written once, runs on plain views and on duals.
#pragma once
#include "augury/core/context.hpp"
#include "augury/core/view.hpp"

namespace augury {

/// An argument with one element per channel, the same for every position and sample.
template <class V>
struct PerChannel {
  V view;
};
template <class V>
constexpr PerChannel<V> per_channel(V view) {
  return {view};
}

/// An argument with one element per sample.
template <class V>
struct PerSample {
  V view;
};
template <class V>
constexpr PerSample<V> per_sample(V view) {
  return {view};
}

/// An argument with one element per channel of each sample, the same for every position.
template <class V>
struct PerPlane {
  V view;
};
template <class V>
constexpr PerPlane<V> per_plane(V view) {
  return {view};
}

namespace detail {
/// Whether an argument has the elements of a result, or says how it is spread over them.
template <class Out, class In>
inline constexpr bool as_large = true;
template <class Out, class S, class T>
inline constexpr bool as_large<Out, View<S, T>> = S::size == ShapeOf<Out>::size;
template <class Out, class V, class W>
inline constexpr bool as_large<Out, Dual<V, W>> =
    view_traits<Dual<V, W>>::shape::size == ShapeOf<Out>::size;
}  // namespace detail

/// map(ctx, mode, f, out, in...): out[i] = f(in[i]...), or += with `add`.
struct map_t {
  template <class Ctx, class Mode, class F, class Out, class... In>
  void operator()(Ctx& ctx, Mode mode, F f, Out out, In... in) const {
    if constexpr (!is_discard<Out>) {
      static_assert((detail::as_large<Out, In> && ...),
                    "map: an argument has another size than the result; wrap it in per_channel, "
                    "per_sample or per_plane if it has one number for each of those");
      run(*this, ctx, mode, f, out, in...);
    }
  }
};
inline constexpr map_t map{};

/// sum_channels(ctx, mode, f, out, in...): out[c] = sum over samples and positions of f(in...).
/// `out` has one element per channel of the first `in`. The order of summation is fixed.
struct sum_channels_t {
  template <class Ctx, class Mode, class F, class Out, class... In>
  void operator()(Ctx& ctx, Mode mode, F f, Out out, In... in) const {
    if constexpr (!is_discard<Out>) run(*this, ctx, mode, f, out, in...);
  }
};
inline constexpr sum_channels_t sum_channels{};

/// sum_samples(ctx, mode, f, out, in...): out[n] = sum over the elements of sample n of f(in...).
struct sum_samples_t {
  template <class Ctx, class Mode, class F, class Out, class... In>
  void operator()(Ctx& ctx, Mode mode, F f, Out out, In... in) const {
    if constexpr (!is_discard<Out>) run(*this, ctx, mode, f, out, in...);
  }
};
inline constexpr sum_samples_t sum_samples{};

namespace op {  // the functors several layers share
struct Identity {
  template <class S>
  AUGURY_HD S operator()(S x) const {
    return x;
  }
};
struct Constant {
  float value;
  template <class S>
  AUGURY_HD S operator()(S) const {
    return S(value);
  }
};
struct Square {
  template <class S>
  AUGURY_HD S operator()(S x) const {
    return x * x;
  }
};
struct Product {
  template <class S>
  AUGURY_HD S operator()(S a, S b) const {
    return a * b;
  }
};
struct Sum {
  template <class S>
  AUGURY_HD S operator()(S a, S b) const {
    return a + b;
  }
};
template <class T>
struct Scale {
  T factor;
  template <class S>
  AUGURY_HD S operator()(S x) const {
    return x * S(factor);
  }
};
/// Into [-bound, bound].
struct Clamp {
  float bound;
  template <class S>
  AUGURY_HD S operator()(S x) const {
    return x > S(bound) ? S(bound) : (x < S(-bound) ? S(-bound) : x);
  }
};
}  // namespace op

}  // namespace augury
