// SPDX-License-Identifier: MIT
// The entries of a stack: which layers' outputs are kept, and where the entries of each layer begin in the
// lists of the whole.
#pragma once
#include <algorithm>
#include <tuple>
#include <type_traits>
#include <utility>

#include "augury/layer/activation.hpp"
#include "augury/network/chain.hpp"

namespace augury::detail {

template <class... L>
struct StackEntries {
  static constexpr int count = sizeof...(L);
  template <int I>
  using LayerAt = std::tuple_element_t<I, std::tuple<L...>>;
  template <class In, int I>
  using ShapeAt = Entry<I, typename Chain<0, In, L...>::Between_>;

  template <class In>
  static constexpr int largest = []<int... I>(std::integer_sequence<int, I...>) {
    return std::max({1, ShapeAt<In, I>::size...});
  }
  (std::make_integer_sequence<int, count>{});

  /// Whether layer I is an activation, and the layer before it fuses; or the one behind it.
  template <int I, int Neighbour>
  static constexpr bool rides_with = [] {
    if constexpr (I < 1 || I >= count || Neighbour >= count) return false;
    else return IsActivation<LayerAt<I>> && augury::fuses<LayerAt<Neighbour>>;
  }();
  template <int I>
  static constexpr bool rides_forward = rides_with<I, I - 1>;
  template <int I>
  static constexpr bool rides_backward = rides_with<I, I + 1>;

  template <class In, int I>
  using Between = std::conditional_t<I + 1 == count || rides_forward<I + 1>, Shapes<>,
                                     Shapes<ShapeAt<In, I + 1>>>;

  template <class In, int I>
  using KeptBy = Kept<LayerAt<I>, ShapeAt<In, I>>;

  template <class In, class Sequence = std::make_integer_sequence<int, count>>
  struct lists;
  template <class In, int... I>
  struct lists<In, std::integer_sequence<int, I...>> {
    using Params = Joined<typename KeptBy<In, I>::Params...>;
    // For each layer what it saves and its output, if that is kept; at the end two buffers for
    // gradients.
    using Saved = Joined<Joined<typename KeptBy<In, I>::Saved, Between<In, I>>...,
                         Shapes<Shape<largest<In>>, Shape<largest<In>>>>;
  };
  // Where the entries of layer I begin in the lists of the whole.
  template <class In, int I>
  static constexpr int params_before = []<int... J>(std::integer_sequence<int, J...>) {
    return (0 + ... + ParamsOf<LayerAt<J>, ShapeAt<In, J>>::count);
  }
  (std::make_integer_sequence<int, I>{});
  template <class In, int I>
  static constexpr int saved_before = []<int... J>(std::integer_sequence<int, J...>) {
    return (0 + ... + (SavedOf<LayerAt<J>, ShapeAt<In, J>>::count + Between<In, J>::count));
  }
  (std::make_integer_sequence<int, I>{});
  template <int I>
  static constexpr int routes_before = []<int... J>(std::integer_sequence<int, J...>) {
    return (0 + ... + routes_of<LayerAt<J>>);
  }
  (std::make_integer_sequence<int, I>{});

  template <class In>
  using Params = typename lists<In>::Params;
  template <class In>
  using Saved = typename lists<In>::Saved;

  /// Whether the output of layer i is kept in a pass which keeps that of the whole, or does not.
  static constexpr bool keeps_output(int i, bool keeps_whole) {
    return [&]<int... I>(std::integer_sequence<int, I...>) {
      return i + 1 == count ? keeps_whole : !(... || (i == I && rides_forward<I + 1>));
    }
    (std::make_integer_sequence<int, count>{});
  }
};

}  // namespace augury::detail
