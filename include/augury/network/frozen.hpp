// SPDX-License-Identifier: MIT
// Frozen layers: the first layers of a network, when they are to stay as they are.
#pragma once
#include <algorithm>
#include <cstddef>
#include <string>
#include <vector>

#include "augury/core/error.hpp"
#include "augury/network/layout.hpp"

namespace augury {

/// For each layer of a network with parameters that are trained, in order, how many entries of the
/// layout there are up to its last one. Layers inside of stacks count one by one; a wrapper, such as
/// WeightNorm, is one with the layer inside of it.
inline std::vector<int> ends_of_trained_layers(const std::vector<Parameter>& layout) {
  std::vector<int> ends;
  std::string last = "\n";  // no position
  for (std::size_t i = 0; i < layout.size(); ++i) {
    const std::string position = layout[i].name.substr(0, layout[i].name.rfind('.'));
    const bool trained = layout[i].trained && layout[i].total() > 0;
    if (trained && position != last) ends.push_back(0), last = position;
    if (position == last) ends.back() = static_cast<int>(i) + 1;
  }
  return ends;
}

/// How many entries of a layout belong to its first `layers` trained layers and what lies before
/// them. Throws UsageError where the network has no more layers than that: one must learn.
inline int frozen_entries(const std::vector<Parameter>& layout, int layers) {
  if (layers == 0) return 0;
  const auto ends = ends_of_trained_layers(layout);
  const int count = static_cast<int>(ends.size());
  if (layers < 0 || layers >= count)
    throw UsageError("--freeze " + std::to_string(layers) + " cannot be: the discriminator has " +
                     std::to_string(count) +
                     " layers with parameters, and the last of them must learn; give 0 to " +
                     std::to_string(std::max(0, count - 1)));
  return ends[static_cast<std::size_t>(layers) - 1];
}

/// The layout with those entries marked as not trained. Throws UsageError likewise.
inline std::vector<Parameter> with_frozen(std::vector<Parameter> layout, int layers) {
  const int entries = frozen_entries(layout, layers);
  for (int i = 0; i < entries; ++i) layout[static_cast<std::size_t>(i)].trained = false;
  return layout;
}

}  // namespace augury
