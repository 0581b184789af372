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
#include "augury/core/utf8.hpp"

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

namespace detail {

// Names become folders of generated images, so two classes may not share one, and they travel in
// checkpoints, which hold no text but UTF-8.
template <class D>
void check_names(const D& set) {
  std::vector<std::string> sorted;
  for (int k = 0; k < set.classes(); ++k) {
    sorted.push_back(set.class_name(k));
    if (!is_utf8(sorted.back()))
      throw Error("the name of class " + std::to_string(k) + " of the data set, " +
                  in_quotes(sorted.back()) + ", is not UTF-8; rename the class");
  }
  std::sort(sorted.begin(), sorted.end());
  const auto twice = std::adjacent_find(sorted.begin(), sorted.end());
  if (twice != sorted.end())
    throw Error("two classes of the data set are named " + in_quotes(*twice));
}

}  // namespace detail

/// Throws Error at the first thing in a data set that is not as the concept says.
template <Dataset D>
void check_dataset(const D& set) {
  using S = typename D::Sample;
  if (set.size() == 0) throw Error("the data set holds no images; it needs at least one");
  detail::check_names(set);
  for (std::size_t i = 0; i < set.size(); ++i) {
    const std::string image = "image " + std::to_string(i) + " of the data set ";
    const std::int32_t label = set.label(i);
    if (label < 0 || label >= set.classes())
      throw Error(image + "has label " + std::to_string(label) + ", but the set names " +
                  std::to_string(set.classes()) +
                  " classes, so labels must be at least 0 and below that");
    const std::span<const float> pixels = set.pixels(i);  // (H, W, C)
    if (pixels.size() != S::size)
      throw Error(image + "has " + std::to_string(pixels.size()) + " values, but one of " +
                  S::name() + " has " + std::to_string(S::size));
    for (const float value : pixels)
      if (!(value >= -1.0f && value <= 1.0f))  // NaN compares false with everything
        throw Error(image + "holds the value " + std::to_string(value) +
                    "; every value must lie in [-1, 1]");
  }
}

/// Labelled vectors of S::size numbers in memory.
template <class S>
class LabelledSet {
 public:
  using Sample = S;

  std::size_t size() const { return labels_.size(); }
  int classes() const { return static_cast<int>(names_.size()); }
  const std::string& class_name(int k) const { return names_[static_cast<std::size_t>(k)]; }
  const std::vector<std::string>& class_names() const { return names_; }
  std::int32_t label(std::size_t i) const { return labels_[i]; }
  /// Those of one sample, of an image (H, W, C).
  std::span<const float> pixels(std::size_t i) const {
    return std::span<const float>(values_).subspan(i * S::size, S::size);
  }
  std::span<const float> pixels() const { return values_; }         ///< all of them, (N, S::size)
  std::span<const std::int32_t> labels() const { return labels_; }  ///< all labels, (N)

 protected:
  LabelledSet(std::vector<float> values, std::vector<std::int32_t> labels,
              std::vector<std::string> class_names)
      : values_(std::move(values)), labels_(std::move(labels)), names_(std::move(class_names)) {}
  bool counts_agree() const { return values_.size() == labels_.size() * S::size; }

 private:
  std::vector<float> values_;
  std::vector<std::int32_t> labels_;
  std::vector<std::string> names_;
};

/// A data set in memory. What its constructor let through is fit for training.
template <class S>
class ImageSet : public LabelledSet<S> {
 public:
  /// pixels: (N, H, W, C) in [-1, 1]; labels: (N) in [0, class_names.size()); N >= 1.
  /// Throws Error at the first value that is not as said.
  ImageSet(std::vector<float> pixels, std::vector<std::int32_t> labels,
           std::vector<std::string> class_names)
      : LabelledSet<S>(std::move(pixels), std::move(labels), std::move(class_names)) {
    if (!this->counts_agree() && this->size() > 0)
      throw Error("the data set has " + std::to_string(this->size()) + " labels, but " +
                  std::to_string(this->pixels().size()) +
                  " pixel values, which are not that many images of " + S::name());
    check_dataset(*this);
  }
};

}  // namespace augury
