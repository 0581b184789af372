// SPDX-License-Identifier: MIT
// Features of images that need no trained network: mean and standard deviation of the pixels in
// each cell of a grid. They see where an image is bright and how sharp it is there.
#pragma once
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "augury/core/error.hpp"
#include "augury/core/shape.hpp"

namespace augury {

/// Vectors of one width, row by row.
struct Features {
  std::size_t width = 0;
  std::vector<double> values{};  ///< (count, width)

  std::size_t count() const { return width > 0 ? values.size() / width : 0; }
  std::span<const double> row(std::size_t i) const {
    return std::span<const double>(values).subspan(i * width, width);
  }
};

namespace detail {

/// The two features of one channel of a cell.
template <class S>
void add_cell(std::vector<double>& values, std::span<const float> image, int top, int bottom,
              int left, int right, int channel) {
  double sum = 0, squares = 0;
  for (int h = top; h < bottom; ++h)
    for (int w = left; w < right; ++w) {
      const auto x = static_cast<double>(image[static_cast<std::size_t>(
          (h * Image<S>::width + w) * Image<S>::channels + channel)]);
      sum += x, squares += x * x;
    }
  const double mean = sum / ((bottom - top) * (right - left));
  values.push_back(mean);
  values.push_back(
      std::sqrt(std::max(0.0, squares / ((bottom - top) * (right - left)) - mean * mean)));
}

}  // namespace detail

/// Appends the features of one image, (H, W, C), to those of others of its shape. The grid has at
/// most 8 x 8 cells, which cover the image and differ by one pixel at most.
template <class S>
void add_pooled(Features& to, std::span<const float> image) {
  constexpr int height = Image<S>::height, width = Image<S>::width;
  constexpr int rows = std::min(height, 8), columns = std::min(width, 8);
  to.width = std::size_t{2} * rows * columns * Image<S>::channels;
  for (int r = 0; r < rows; ++r)
    for (int c = 0; c < columns; ++c)
      for (int channel = 0; channel < Image<S>::channels; ++channel)
        detail::add_cell<S>(to.values, image, r * height / rows, (r + 1) * height / rows,
                            c * width / columns, (c + 1) * width / columns, channel);
}

/// Of images one after the other, (N, H, W, C).
template <class S>
Features pooled_features(std::span<const float> images) {
  Features features;
  for (std::size_t at = 0; at < images.size(); at += S::size)
    add_pooled<S>(features, images.subspan(at, S::size));
  return features;
}

/// How much vectors differ within groups of `each`, one group after the other: the mean Euclidean
/// distance of two of a group. Throws UsageError where there are no whole groups of two or more.
inline double spread_within(const Features& features, std::size_t each) {
  const std::size_t count = features.count();
  if (each < 2 || count == 0 || count % each != 0)
    throw UsageError("a spread needs whole groups of at least two, not " + std::to_string(count) +
                     " vectors in groups of " + std::to_string(each));
  double sum = 0;
  for (std::size_t first = 0; first < count; first += each)
    for (std::size_t i = first; i < first + each; ++i)
      for (std::size_t j = first; j < i; ++j) {
        double squares = 0;
        for (std::size_t k = 0; k < features.width; ++k) {
          const double gap = features.row(i)[k] - features.row(j)[k];
          squares += gap * gap;
        }
        sum += std::sqrt(squares);
      }
  return sum / (static_cast<double>(count) * static_cast<double>(each - 1) / 2);
}

}  // namespace augury
