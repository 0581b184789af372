// SPDX-License-Identifier: MIT
// Thumbnails: what is left of an image when it is looked at from afar, whatever its brightness and
// contrast.
#pragma once
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "augury/core/shape.hpp"
#include "augury/data/dataset.hpp"

namespace augury {

/// Images whose values spread less have nothing to correlate: they have exact copies alone. As
/// standard deviation within a channel, of which [-1, 1] has 255 steps; a step is 0.008.
inline constexpr float flat_image = 0.01f;

namespace detail {

/// Each channel with mean 0, so that a tint of the whole is nothing in common, and the whole with
/// length 1; all 0 for an image whose channels spread less than `flat_image`. from, to: (H, W, C)
template <int channels>
void standardise(std::span<const float> from, std::span<float> to) {
  const auto pixels = static_cast<double>(from.size()) / channels;
  double means[channels] = {}, squares = 0;
  for (std::size_t i = 0; i < from.size(); ++i) means[i % channels] += double{from[i]} / pixels;
  for (std::size_t i = 0; i < from.size(); ++i) {
    const double gap = double{from[i]} - means[i % channels];
    squares += gap * gap;
  }
  const double least = double{flat_image} * double{flat_image} * static_cast<double>(from.size());
  const double scale = squares < least ? 0 : 1 / std::sqrt(squares);
  for (std::size_t i = 0; i < from.size(); ++i)
    to[i] = static_cast<float>((double{from[i]} - means[i % channels]) * scale);
}

/// By how much each of `to` equal parts of a line covers each of its `from` pixels, as parts of 1:
/// (to, from), every line sums to 1.
inline std::vector<float> coverage(int from, int to) {
  std::vector<float> shares;
  for (int part = 0; part < to; ++part)
    for (int pixel = 0; pixel < from; ++pixel) {
      // In units of 1 / to pixels the part is [part * from, (part + 1) * from).
      const int begin = std::max(part * from, pixel * to);
      const int end = std::min((part + 1) * from, (pixel + 1) * to);
      shares.push_back(static_cast<float>(std::max(0, end - begin)) / static_cast<float>(from));
    }
  return shares;
}

template <class S>
using ThumbnailOf = Shape<std::min(8, Image<S>::height), std::min(8, Image<S>::width), S::channels>;

/// Thumbnails of some images of a set, area-averaged and standardised. (N, h, w, C)
template <Dataset D>
ImageSet<ThumbnailOf<typename D::Sample>> thumbnails(const D& set,
                                                     const std::vector<std::size_t>& some) {
  using S = typename D::Sample;
  using T = ThumbnailOf<S>;
  constexpr int height = Image<S>::height, width = Image<S>::width, channels = S::channels;
  constexpr int rows = Image<T>::height, columns = Image<T>::width;
  static const std::vector<float> down = coverage(height, rows);      // (h, H)
  static const std::vector<float> across = coverage(width, columns);  // (w, W)
  std::vector<float> all(some.size() * T::size);
  std::vector<float> lines(std::size_t{rows} * width * channels), small(T::size);
  for (std::size_t n = 0; n < some.size(); ++n) {
    const std::span<const float> image = set.pixels(some[n]);  // (H, W, C)
    std::fill(lines.begin(), lines.end(), 0.0f);               // (h, W, C)
    std::fill(small.begin(), small.end(), 0.0f);               // (h, w, C)
    for (int r = 0; r < rows; ++r)
      for (int y = r * height / rows; y * rows < (r + 1) * height; ++y) {
        const float share = down[static_cast<std::size_t>(r * height + y)];
        for (int i = 0; i < width * channels; ++i)
          lines[static_cast<std::size_t>(r * width * channels + i)] +=
              share * image[static_cast<std::size_t>(y * width * channels + i)];
      }
    for (int r = 0; r < rows; ++r)
      for (int c = 0; c < columns; ++c)
        for (int x = c * width / columns; x * columns < (c + 1) * width; ++x)
          for (int k = 0; k < channels; ++k)
            small[static_cast<std::size_t>((r * columns + c) * channels + k)] +=
                across[static_cast<std::size_t>(c * width + x)] *
                lines[static_cast<std::size_t>((r * width + x) * channels + k)];
    standardise<channels>(small, std::span(all).subspan(n * T::size, T::size));
  }
  return {std::move(all), std::vector<std::int32_t>(some.size()), {""}};
}

}  // namespace detail
}  // namespace augury
