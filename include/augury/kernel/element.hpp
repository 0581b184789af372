// SPDX-License-Identifier: MIT
// What one element of a pointwise kernel reads and writes: arguments as functions of position,
// results by mode. The same for every backend.
#pragma once
#include "augury/kernel/through.hpp"

namespace augury::element {

// ------------------------------------------------------------ arguments as functions of position
// A segment is a run of neighbouring elements; `at(j)` is element j of the segment.
template <class T>
struct Elements {
  T* p;
  AUGURY_HD T& at(std::ptrdiff_t j) const { return p[j]; }
};
template <class T>
struct DualElements {
  T *value, *tangent;
  AUGURY_HD DualScalar<std::remove_const_t<T>> at(std::ptrdiff_t j) const {
    return {value[j], tangent[j]};
  }
};
template <class X>
struct Same {
  X x;
  AUGURY_HD X at(std::ptrdiff_t) const { return x; }
};
template <class X>
Same(X) -> Same<X>;  // clang 14 deduces no aggregates

/// Where a segment lies: its first element, and the sample it belongs to.
struct Place {
  std::ptrdiff_t first;
  std::ptrdiff_t sample;
};

template <class S, class T>
AUGURY_HD Elements<T> locate(View<S, T> v, Place place) {
  return {v.data + place.first};
}
template <class S, class T>
AUGURY_HD DualElements<T> locate(Dual<View<S, T>> v, Place place) {
  return {v.value.data + place.first, v.tangent.data + place.first};
}
template <class V>
AUGURY_HD auto locate(PerChannel<V> v, Place) {
  return locate(v.view, Place{0, 0});
}
template <class V>
AUGURY_HD auto locate(PerSample<V> v, Place place) {
  return Same{locate(v.view, Place{0, 0}).at(place.sample)};
}
template <class V>
AUGURY_HD auto locate(PerPlane<V> v, Place place) {
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
AUGURY_HD auto plain(V v) {
  return value(v);
}
template <class V>
AUGURY_HD auto plain(PerChannel<V> v) {
  return per_channel(value(v.view));
}
template <class V>
AUGURY_HD auto plain(PerSample<V> v) {
  return per_sample(value(v.view));
}
template <class V>
AUGURY_HD auto plain(PerPlane<V> v) {
  return per_plane(value(v.view));
}

template <class Mode, class T>
AUGURY_HD void write(Mode, T& target, T x) {
  if constexpr (std::is_same_v<Mode, Set>) target = x;
  else target += x;
}
template <class Mode, class V, class T>
AUGURY_HD void store(Mode, View<V, T> out, std::ptrdiff_t i, T x) {
  write(Mode{}, out.data[i], x);
}
template <class Mode, class V, class T>
AUGURY_HD void store(Mode, Dual<View<V, T>> out, std::ptrdiff_t i, DualScalar<T> x) {
  write(Mode{}, out.value.data[i], x.value);
  write(Mode{}, out.tangent.data[i], x.tangent);
}
template <class Mode, class V, class T>
AUGURY_HD void store(Mode, Dual<Discard, View<V, T>> out, std::ptrdiff_t i, DualScalar<T> x) {
  write(Mode{}, out.tangent.data[i], x.tangent);
}

/// The scalar a functor computes with when it fills `Out`.
template <class Out>
using Computed = std::conditional_t<is_dual<Out>, DualScalar<ScalarOf<Out>>, ScalarOf<Out>>;

template <class V>
AUGURY_HD int samples(V v) {
  if constexpr (is_through<V>) return samples(v.out);
  else if constexpr (is_dual<V>) return samples(v.tangent);
  else return v.n;
}

/// The shape of the first of some arguments.
template <class... In>
using FirstShape = ShapeOf<std::tuple_element_t<0, std::tuple<In...>>>;

/// The arguments as `Out` needs them: a plain result has no use for tangents.
template <class Out, class V>
AUGURY_HD auto as_needed(V v) {
  if constexpr (is_dual<Out>) return v;
  else return plain(v);
}

}  // namespace augury::element
