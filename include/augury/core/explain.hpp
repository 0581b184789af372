// SPDX-License-Identifier: MIT
// The vocabulary of compile-time messages: empty types whose names are read in the error.
#pragma once

namespace augury {

template <int Position>
struct At {};  ///< the position of a layer in its Sequential, counted from 0
template <class Layer>
struct Of {};  ///< the layer
template <class Shape>
struct Got {};  ///< the shape it was offered

}  // namespace augury
