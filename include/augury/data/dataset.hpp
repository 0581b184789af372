// SPDX-License-Identifier: MIT
// Data sets: what the rest of the library asks of one, and the one that lives in memory.
#pragma once
#include <algorithm>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "augury/core/error.hpp"
#include "augury/core/in_quotes.hpp"
#include "augury/core/shape.hpp"

namespace augury {

/// Labelled images of one shape. The number of classes is known at run time only.
///   D::Sample         Shape<H, W, C> of one image
///   size()            number of images, at least 1
///   classes()         number of classes, at least 1
///   class_name(k)     text for class k in [0, classes())
///   label(i)          class of image i in [0, size()), in [0, classes())
///   pixels(i)         Sample::size finite floats in [-1, 1], H x W x C in memory
template <class D>
concept Dataset = is_shape<typename D::Sample> && requires(const D& set, std::size_t i, int k) {
  { set.size() } -> std::convertible_to<std::size_t>;
  { set.classes() } -> std::convertible_to<int>;
  { set.class_name(k) } -> std::convertible_to<std::string>;
  { set.label(i) } -> std::convertible_to<std::int32_t>;
  { set.pixels(i) } -> std::convertible_to<std::span<const float>>;
};

/// A data set in memory. What its constructor let through is fit for training.
template <class S>
class ImageSet {
 public:
  using Sample = S;

  /// pixels: (N, H, W, C) in [-1, 1]; labels: (N) in [0, class_names.size()); N >= 1.
  /// Throws Error at the first value that is not as said.
  ImageSet(std::vector<float> pixels, std::vector<std::int32_t> labels,
           std::vector<std::string> class_names)
      : pixels_(std::move(pixels)), labels_(std::move(labels)), names_(std::move(class_names)) {
    check_counts();
    check_names();
    check_labels();
    check_pixels();
  }

  std::size_t size() const { return labels_.size(); }
  int classes() const { return static_cast<int>(names_.size()); }
  const std::string& class_name(int k) const { return names_[static_cast<std::size_t>(k)]; }
  const std::vector<std::string>& class_names() const { return names_; }
  std::int32_t label(std::size_t i) const { return labels_[i]; }

  /// One image, (H, W, C).
  std::span<const float> pixels(std::size_t i) const {
    return std::span<const float>(pixels_).subspan(i * S::size, S::size);
  }

  std::span<const float> pixels() const { return pixels_; }         ///< all images, (N, H, W, C)
  std::span<const std::int32_t> labels() const { return labels_; }  ///< all labels, (N)

 private:
  void check_counts() const {
    if (labels_.empty()) throw Error("the data set holds no images; it needs at least one");
    if (pixels_.size() % S::size == 0 && pixels_.size() / S::size == labels_.size()) return;
    throw Error("the data set has " + std::to_string(labels_.size()) + " labels, but " +
                std::to_string(pixels_.size()) +
                " pixel values, which are not that many images of " + S::name());
  }

  // Names become folders of generated images, so two classes may not share one.
  void check_names() const {
    auto sorted = names_;
    std::sort(sorted.begin(), sorted.end());
    const auto twice = std::adjacent_find(sorted.begin(), sorted.end());
    if (twice != sorted.end())
      throw Error("two classes of the data set are named " + in_quotes(*twice));
  }

  void check_labels() const {
    for (std::size_t i = 0; i < labels_.size(); ++i) {
      if (labels_[i] >= 0 && labels_[i] < classes()) continue;
      throw Error("image " + std::to_string(i) + " of the data set has label " +
                  std::to_string(labels_[i]) + ", but the set names " + std::to_string(classes()) +
                  " classes, so labels must be at least 0 and below that");
    }
  }

  void check_pixels() const {
    for (std::size_t i = 0; i < pixels_.size(); ++i) {
      // Written so that NaN, which compares false with everything, is caught too.
      if (pixels_[i] >= -1.0f && pixels_[i] <= 1.0f) continue;
      throw Error("image " + std::to_string(i / S::size) + " of the data set holds the value " +
                  std::to_string(pixels_[i]) + "; every value must lie in [-1, 1]");
    }
  }

  std::vector<float> pixels_;
  std::vector<std::int32_t> labels_;
  std::vector<std::string> names_;
};

}  // namespace augury
