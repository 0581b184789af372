// SPDX-License-Identifier: MIT
// Arrays at the library's boundary: the only file that includes xtensor.
#pragma once
#if __has_include(<xtensor/containers/xtensor.hpp>)
#include <xtensor/containers/xtensor.hpp>
#else
#include <xtensor/xtensor.hpp>
#endif

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "augury/core/error.hpp"
#include "augury/core/shape.hpp"
#include "augury/data/dataset.hpp"
#include "augury/data/label_map.hpp"
#include "augury/io/npy.hpp"

namespace augury {

/// A data set from arrays. S: Shape<H, W, C>; images: (N, H, W, C) with values in [-1, 1]; labels:
/// (N), or none for a single class. With class_names, labels are in [0, class_names.size()).
/// Without, they are any numbers from 0 on: as in read_idx they are mapped to 0..n-1 in ascending
/// order, and a class is named by its number. Throws Error that names the image and value where the
/// arrays are not so.
template <class S>
ImageSet<S> from_xtensor(const xt::xtensor<float, 4>& images, std::vector<std::int32_t> labels = {},
                         std::vector<std::string> class_names = {}) {
  static_assert(is_image<S>, "from_xtensor: images have a Shape<H, W, C>");
  const auto& shape = images.shape();
  if (!std::equal(S::extents.begin(), S::extents.end(), shape.begin() + 1,
                  [](int a, std::size_t b) { return static_cast<std::size_t>(a) == b; }))
    throw Error("images of " + S::name() + " are expected, and the array holds " +
                std::to_string(shape[1]) + "x" + std::to_string(shape[2]) + "x" +
                std::to_string(shape[3]) + " (height, width, channels)");
  for (std::size_t i = 0; i < images.size(); ++i)
    if (const float value = images.data()[i]; !(value >= -1.0f && value <= 1.0f))
      throw Error("image " + std::to_string(i / S::size) + " holds the value " +
                  std::to_string(value) +
                  "; values lie in [-1, 1] (bytes: divide by 127.5, "
                  "subtract 1)");
  if (labels.empty()) labels.assign(shape[0], 0);
  if (class_names.empty()) {
    for (std::size_t i = 0; i < labels.size(); ++i)
      if (labels[i] < 0)
        throw Error("image " + std::to_string(i) + " has label " + std::to_string(labels[i]) +
                    "; labels count from 0, so leave out the images that have none");
    MappedLabels mapped = map_labels(labels);
    labels = std::move(mapped.labels);
    class_names = std::move(mapped.class_names);
  }
  std::vector<float> pixels(images.data(), images.data() + images.size());
  return {std::move(pixels), std::move(labels), std::move(class_names)};
}

/// Samples as an array (n, H, W, C). values: (n, H, W, C) in memory. Throws UsageError where
/// their number is another one.
template <class S>
xt::xtensor<float, 4> to_xtensor(std::span<const float> values, std::size_t n) {
  using I = Image<S>;
  if (values.size() != n * S::size)
    throw UsageError(std::to_string(values.size()) + " values are not " + std::to_string(n) +
                     " images of " + S::name());
  auto array = xt::xtensor<float, 4>::from_shape({n, I::height, I::width, I::channels});
  std::ranges::copy(values, array.data());
  return array;
}

/// Writes an array to a npy file, whole or not at all. Throws Error.
template <std::size_t Rank>
void save_npy(const std::filesystem::path& path, const xt::xtensor<float, Rank>& array) {
  const std::vector<std::int64_t> shape(array.shape().begin(), array.shape().end());
  write_npy(path, shape, {array.data(), array.size()});
}

/// Reads an array of float32 with `Rank` dimensions from a npy file. Throws Error.
template <std::size_t Rank = 4>
xt::xtensor<float, Rank> load_npy(const std::filesystem::path& path) {
  const NpyArray file = read_npy(path);
  if (file.shape.size() != Rank)
    throw Error("'" + path.string() + "' holds an array of " + std::to_string(file.shape.size()) +
                " dimensions, and " + std::to_string(Rank) + " are expected");
  std::array<std::size_t, Rank> shape{};
  std::ranges::transform(file.shape, shape.begin(),
                         [](std::int64_t extent) { return static_cast<std::size_t>(extent); });
  auto array = xt::xtensor<float, Rank>::from_shape(shape);
  std::ranges::copy(file.values, array.data());
  return array;
}

}  // namespace augury
