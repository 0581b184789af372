// SPDX-License-Identifier: MIT
// FeatureSet: vectors of features in the form of a data set, so that whatever measures images by
// the distances of their pixels measures them by the distances of features too.
#pragma once
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "augury/core/error.hpp"
#include "augury/data/dataset.hpp"
#include "augury/evaluate/pooled_features.hpp"

namespace augury {

/// Labelled vectors of S::size features, a Dataset but for its range: any finite number goes.
template <class S>
class FeatureSet : public LabelledSet<S> {
 public:
  /// values: (N, S::size); labels: (N) in [0, class_names.size()); N >= 1. Throws Error where the
  /// numbers of values and labels do not go together, or a value is not finite.
  FeatureSet(std::vector<float> values, std::vector<std::int32_t> labels,
             std::vector<std::string> class_names)
      : LabelledSet<S>(std::move(values), std::move(labels), std::move(class_names)) {
    const std::span<const float> all = this->pixels();
    if (this->size() == 0 || !this->counts_agree())
      throw Error("a feature set needs " + std::to_string(S::size) +
                  " values for each of its labels, at least one; it got " +
                  std::to_string(all.size()) + " for " + std::to_string(this->size()));
    for (std::size_t i = 0; i < all.size(); ++i)
      if (!std::isfinite(all[i]))
        throw Error("vector " + std::to_string(i / S::size) +
                    " of a feature set holds a value that is not finite; take it out");
  }
  /// Vectors of one class.
  explicit FeatureSet(std::vector<float> values)
      : FeatureSet(values, std::vector<std::int32_t>(values.size() / S::size), {"all"}) {}
};

/// The pooled features of all images (evaluate/pooled_features.hpp), with their labels.
template <Dataset D>
auto pooled_set(const D& images) {
  using I = Image<typename D::Sample>;
  constexpr int width = 2 * std::min(I::height, 8) * std::min(I::width, 8) * I::channels;
  Features features;
  std::vector<std::int32_t> labels;
  for (std::size_t i = 0; i < images.size(); ++i) {
    add_pooled<typename D::Sample>(features, images.pixels(i));
    labels.push_back(images.label(i));
  }
  std::vector<std::string> names;
  for (int k = 0; k < images.classes(); ++k) names.push_back(images.class_name(k));
  return FeatureSet<Shape<width>>(
      std::vector<float>(features.values.begin(), features.values.end()), std::move(labels),
      std::move(names));
}

}  // namespace augury
