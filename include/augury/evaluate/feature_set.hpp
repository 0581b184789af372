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
class FeatureSet {
 public:
  using Sample = S;

  /// values: (N, S::size); labels: (N) in [0, class_names.size()); N >= 1. Throws Error where the
  /// numbers of values and labels do not go together, or a value is not finite.
  FeatureSet(std::vector<float> values, std::vector<std::int32_t> labels,
             std::vector<std::string> class_names)
      : values_(std::move(values)), labels_(std::move(labels)), names_(std::move(class_names)) {
    if (labels_.empty() || values_.size() != labels_.size() * S::size)
      throw Error("a feature set needs " + std::to_string(S::size) +
                  " values for each of its labels, at least one; it got " +
                  std::to_string(values_.size()) + " for " + std::to_string(labels_.size()));
    for (std::size_t i = 0; i < values_.size(); ++i)
      if (!std::isfinite(values_[i]))
        throw Error("vector " + std::to_string(i / S::size) +
                    " of a feature set holds a value that is not finite; take it out");
  }
  /// Vectors of one class.
  explicit FeatureSet(std::vector<float> values)
      : FeatureSet(values, std::vector<std::int32_t>(values.size() / S::size), {"all"}) {}

  std::size_t size() const { return labels_.size(); }
  int classes() const { return static_cast<int>(names_.size()); }
  const std::string& class_name(int k) const { return names_[static_cast<std::size_t>(k)]; }
  std::int32_t label(std::size_t i) const { return labels_[i]; }
  /// One vector; the name is that of data sets.
  std::span<const float> pixels(std::size_t i) const {
    return std::span<const float>(values_).subspan(i * S::size, S::size);
  }

 private:
  std::vector<float> values_;
  std::vector<std::int32_t> labels_;
  std::vector<std::string> names_;
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
