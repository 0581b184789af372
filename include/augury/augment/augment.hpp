// SPDX-License-Identifier: MIT
// Augment: augmentations one after the other, as one layer.
#pragma once
#include "augury/augment/colour.hpp"
#include "augury/augment/cutout.hpp"
#include "augury/augment/flip.hpp"
#include "augury/augment/translation.hpp"
#include "augury/network/sequential.hpp"

namespace augury {

/// Augmentations in order, each with draws of its own. Listing them in a Sequential does the same;
/// here they take one position in the network, whose other parameters keep their names when the
/// list grows. Their numbers: `layer<1>().ratio = 0.25f`.
template <class... L>
struct Augment : Stack<L...> {
  static_assert(sizeof...(L) > 0, "Augment: at least one augmentation");
};

/// The three of 2006.10738, in its order.
using DiffAugment = Augment<Colour, Translation, Cutout>;

}  // namespace augury
