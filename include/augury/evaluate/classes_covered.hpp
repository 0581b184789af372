// SPDX-License-Identifier: MIT
// Which classes a generator makes that was not told any: by the nearest labelled real image.
#pragma once
#include <algorithm>
#include <cstddef>
#include <string>
#include <vector>

#include "augury/core/error.hpp"
#include "augury/data/dataset.hpp"
#include "augury/evaluate/nearest_neighbour.hpp"

namespace augury {

/// Made images by class.
struct ClassCounts {
  std::vector<std::size_t> counts;  ///< (classes)

  /// Classes with at least a `share` of the images that each would have if all had as many; the
  /// nearest neighbour errs, so that a few images are no class. Throws UsageError for a share that
  /// is not in (0, 1].
  std::size_t covered(double share = 0.25) const {
    if (!(share > 0 && share <= 1))
      throw UsageError("ClassCounts: the share of a class that covers it is " +
                       std::to_string(share) + "; give a number above 0, up to 1");
    double images = 0;
    for (const std::size_t count : counts) images += static_cast<double>(count);
    const double least = share * images / static_cast<double>(counts.size());
    return static_cast<std::size_t>(std::count_if(
        counts.begin(), counts.end(),
        [&](std::size_t count) { return count > 0 && static_cast<double>(count) >= least; }));
  }
};

/// The class of a made image is that of the nearest labelled one. It is worth what
/// nearest_neighbour_accuracy says of these vectors: nine digits in ten are told by their pixels
/// from 1,200 of MNIST, but of CIFAR-10's images hardly one in four.
template <class Backend, Dataset Labelled, Dataset Made>
ClassCounts count_classes(Context<Backend>& ctx, const Labelled& labelled, const Made& made) {
  ClassCounts found{std::vector<std::size_t>(static_cast<std::size_t>(labelled.classes()))};
  for (const Neighbour& n : nearest_neighbours(ctx, made, labelled))
    ++found.counts[static_cast<std::size_t>(labelled.label(n.index))];
  return found;
}

}  // namespace augury
