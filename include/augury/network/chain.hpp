// SPDX-License-Identifier: MIT
// Chain: the shapes between the layers of a stack, and the compile error where they do not fit.
#pragma once
#include <tuple>
#include <type_traits>

#include "augury/layer/layer.hpp"

namespace augury {
namespace detail {

/// Fails with one readable line: the facts are the template arguments.
template <bool fits, class... Facts>
constexpr void explain() {
  static_assert(fits,
                "Sequential: this layer cannot take the shape that the layers before it produce "
                "(position, layer and offered shape are in the template arguments of explain)");
}

template <bool fits, class... Facts>
constexpr void explain_second_shape() {
  static_assert(fits,
                "Sequential: the Shape of the input stands first and nowhere else, so leave it out "
                "here (position, and what begins with a Shape, are in the template arguments)");
}

/// The shape behind a layer that was complained about.
template <class S>
inline constexpr bool is_unknown = std::is_same_v<S, Shape<>>;

/// Whether L takes In, and so do the layers inside of it, if it has any.
template <class L, class In>
inline constexpr bool fits_inside = [] {
  if constexpr (is_unknown<In>) return false;
  else if constexpr (!Shaped<L, In>) return false;
  else if constexpr (requires { L::template fits<In>; }) return L::template fits<In>;
  else return true;
}();

/// The shapes between layers: entry I goes into layer I, the last one comes out at the end. Behind
/// a layer that does not fit they are unknown, Shape<>, and nothing more is said.
template <int Position, class In, class... L>
struct Chain {
  using Between_ = Shapes<In>;
  using Last = In;
  static constexpr bool all = true;
};
template <int Position, class In, class L, class... Rest>
struct Chain<Position, In, L, Rest...> {
  static consteval auto next() {
    constexpr bool second = is_shape<L> || requires { typename L::Input; };
    explain_second_shape<!second, At<Position>, Of<L>>();
    if constexpr (is_unknown<In> || second) return std::type_identity<Shape<>>{};
    else {
      constexpr bool fits = Shaped<L, In>;
      explain<fits, At<Position>, Of<L>, Got<In>>();
      if constexpr (fits) return std::type_identity<OutputOf<L, In>>{};
      else return std::type_identity<Shape<>>{};
    }
  }
  using Later = Chain<Position + 1, typename decltype(next())::type, Rest...>;
  using Between_ = Joined<Shapes<In>, typename Later::Between_>;
  using Last = typename Later::Last;  ///< what comes out at the end
  /// Whether no layer was complained about.
  static constexpr bool all = fits_inside<L, In> && Later::all;
};

/// What a layer keeps. One that cannot take In, which Chain has said already, keeps nothing, so
/// that there is no second error.
template <class L, class In>
struct Kept {
  using Params = Shapes<>;
  using Saved = Shapes<>;
};
template <class L, class In>
  requires Shaped<L, In>
struct Kept<L, In> {
  using Params = ParamsOf<L, In>;
  using Saved = SavedOf<L, In>;
};

template <int I, class List>
struct entry;
template <int I, class... S>
struct entry<I, Shapes<S...>> {
  using type = std::tuple_element_t<I, std::tuple<S...>>;
};
template <int I, class List>
using Entry = typename entry<I, List>::type;

}  // namespace detail

}  // namespace augury
