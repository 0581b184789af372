// SPDX-License-Identifier: MIT
// Sequential: layers one after the other. It is itself a layer, so it nests.
#pragma once
#include <type_traits>

#include "augury/network/stack.hpp"

namespace augury {
namespace detail {
/// Stands for the layers of a network that do not fit, after the error has been said: it keeps and
/// does nothing, so that training such a network is no second error.
template <class Out, class... L>
struct Unfit : Stack<L...> {
  template <class In>
  using Output = Out;
  template <class In>
  using Params = Shapes<>;
  template <class In>
  using Saved = Shapes<>;
  void forward(auto&, auto) const {}
  void backward(auto&, auto, auto, auto, auto) const {}
  template <class In, class Visit>
  static void each(Visit) {}
};
}  // namespace detail

/// Sequential<L...> is a layer for use inside of another; Sequential<Shape<...>, L...> is a network
/// with a known input. A layer that cannot take what it is offered is one compile error that names
/// the position, the layer and the shape.
template <class First, class... L>
struct Sequential : Stack<First, L...> {};

template <int... D, class... L>
struct Sequential<Shape<D...>, L...> {
  using Input = Shape<D...>;
  using Chain = detail::Chain<0, Input, L...>;
  using Output = typename Chain::Last;
  using Layers = std::conditional_t<Chain::all, Stack<L...>, detail::Unfit<Output, L...>>;
  Layers layers;

  template <int I>
  auto& layer() {
    return layers.template layer<I>();
  }

  static_assert(sizeof...(L) > 0, "Sequential: at least one layer must follow the Shape");
};

}  // namespace augury
