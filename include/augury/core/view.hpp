// SPDX-License-Identifier: MIT
// View, Dual and Discard: what kernels read and write.
#pragma once
#include <cstddef>
#include <tuple>
#include <type_traits>
#include <utility>

#include "augury/core/math.hpp"
#include "augury/core/shape.hpp"

namespace augury {

/// `n` samples of shape S in memory, densely packed, not owned. Parameters are views with n = 1,
/// or one sample per bank or class.
template <class S, class T>
struct View {
  using shape = S;
  using scalar = T;
  T* data = nullptr;
  int n = 0;

  AUGURY_HD constexpr std::ptrdiff_t size() const { return std::ptrdiff_t{n} * S::size; }

  /// The same memory seen with another shape of the same size.
  template <class R>
  AUGURY_HD constexpr View<R, T> as() const {
    static_assert(R::size == S::size, "View::as: the new shape must have as many elements");
    return {data, n};
  }
  /// Sample i alone.
  AUGURY_HD constexpr View sample(int i) const { return {data + std::ptrdiff_t{i} * S::size, 1}; }
};

/// A value and its tangent: the derivative of everything along one direction.
template <class V, class W = V>
struct Dual {
  V value;
  W tangent;
  template <class R>
  AUGURY_HD constexpr auto as() const {
    auto v = value.template as<R>();
    auto t = tangent.template as<R>();
    return Dual<decltype(v), decltype(t)>{v, t};
  }
  AUGURY_HD constexpr auto sample(int i) const {
    auto v = value.sample(i);
    auto t = tangent.sample(i);
    return Dual<decltype(v), decltype(t)>{v, t};
  }
};
template <class V, class W>
Dual(V, W) -> Dual<V, W>;  // clang 14 deduces no aggregates

/// A result nobody asked for. A kernel told to write into it does nothing.
struct Discard {
  template <class R>
  AUGURY_HD constexpr Discard as() const {
    return {};
  }
  AUGURY_HD constexpr Discard sample(int) const { return {}; }
};

template <class V>
inline constexpr bool is_dual = false;
template <class V, class W>
inline constexpr bool is_dual<Dual<V, W>> = true;
template <class V>
inline constexpr bool is_discard = std::is_same_v<V, Discard>;

/// The value of a Dual, and anything else itself.
template <class V>
AUGURY_HD constexpr auto value(V v) {
  if constexpr (is_dual<V>) return v.value;
  else return v;
}

// What a view holds, whether plain or dual.
template <class V>
struct view_traits;
template <class S, class T>
struct view_traits<View<S, T>> {
  using shape = S;
  using scalar = std::remove_const_t<T>;
};
template <class V, class W>
struct view_traits<Dual<V, W>> : view_traits<std::conditional_t<is_discard<V>, W, V>> {};
template <class V>
using ShapeOf = typename view_traits<V>::shape;
template <class V>
using ScalarOf = typename view_traits<V>::scalar;

/// How a kernel writes: `set` replaces, `add` accumulates.
struct Set {};
struct Add {};
inline constexpr Set set{};
inline constexpr Add add{};

// ---------------------------------------------------------------- kinds: the buffers of a pass
/// An ordinary pass: values.
template <class T>
struct Plain {
  using scalar = T;
  template <class S>
  using view = View<S, T>;
};
/// A pass along a direction: values and tangents.
template <class T>
struct Tangent {
  using scalar = T;
  template <class S>
  using view = Dual<View<S, T>, View<S, T>>;
};

namespace detail {
// The view that an entry of Params or Saved becomes in a pass of a kind.
template <class Kind, class Entry>
struct entry_view {
  using type = typename Kind::template view<Entry>;
};
template <class Kind, class S>
struct entry_view<Kind, Fixed<S>> : entry_view<Kind, S> {};
template <class Kind, class S>
struct entry_view<Kind, PerClass<S>> : entry_view<Kind, S> {};
template <class Kind, int B, class S>
struct entry_view<Kind, Banked<B, S>> : entry_view<Kind, S> {};
template <class Kind, class S>
struct entry_view<Kind, PerBatch<S>> : entry_view<Kind, S> {};
template <class Kind, class S>
struct entry_view<Kind, Constant<S>> : entry_view<Plain<typename Kind::scalar>, S> {};

template <class Kind, class List>
struct pack_of;
template <class Kind, class... E>
struct pack_of<Kind, Shapes<E...>> {
  using type = std::tuple<typename entry_view<Kind, E>::type...>;
};
}  // namespace detail

/// One view per entry of a list: the params, the saved values or the gradients of a layer.
template <class Kind, class List>
using Pack = typename detail::pack_of<Kind, List>::type;

/// Entries [First, First + Count) of a tuple of views.
template <int First, int Count, class Tuple>
constexpr auto slice(const Tuple& all) {
  return [&]<std::size_t... I>(std::index_sequence<I...>) {
    return std::tuple{std::get<First + static_cast<int>(I)>(all)...};
  }
  (std::make_index_sequence<Count>{});
}

}  // namespace augury
