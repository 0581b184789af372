// SPDX-License-Identifier: MIT
// What takes the place of a network that a compile error was said about, so that the rest of a
// program around it is no second error. The shapes that nobody can know then are Shape<>.
#pragma once
#include "augury/network/sequential.hpp"

namespace augury::detail {

/// Whether N is a network: it has an input, an output and layers.
template <class N>
inline constexpr bool is_network = [] {
  if constexpr (requires {
                  typename N::Input;
                  typename N::Output;
                  typename N::Layers;
                })
    return is_shape<typename N::Input> && is_shape<typename N::Output>;
  else return false;
}();

template <class Out, class N>
struct unfit_layers {
  using type = Unfit<Out>;
};
template <class Out, class... L>
struct unfit_layers<Out, Sequential<L...>> {
  using type = Unfit<Out, L...>;
};
template <class Out, int... D, class... L>
struct unfit_layers<Out, Sequential<Shape<D...>, L...>> {
  using type = Unfit<Out, L...>;
};

/// A network from In to Out that does nothing, with the layers of N.
template <class In, class Out, class N>
struct StandIn {
  using Input = In;
  using Output = Out;
  using Layers = typename unfit_layers<Out, N>::type;
  Layers layers;

  template <int I>
  auto& layer() {
    return layers.template layer<I>();
  }
};

/// N, or what takes its place where it is no network.
template <class N>
using NetworkOf = std::conditional_t<is_network<N>, N, StandIn<Shape<>, Shape<>, N>>;

template <bool is, class... Facts>
constexpr void explain_network() {
  static_assert(is,
                "a network must be a Sequential that begins with the Shape of its input, as "
                "Sequential<Shape<128>, Dense<10>>, but this is none (it is named in the template "
                "arguments of explain_network)");
}

}  // namespace augury::detail
