// SPDX-License-Identifier: MIT
// The nearest neighbour among a data set's images, by Euclidean distance of pixels, and how well it
// classifies. Distances come from one product of matrices: |q - r|^2 = |q|^2 + |r|^2 - 2 <q, r>.
#pragma once
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <span>
#include <string>
#include <vector>

#include "augury/core/error.hpp"
#include "augury/data/dataset.hpp"
#include "augury/kernel/product.hpp"
#include "augury/kernel/transfer.hpp"

namespace augury {

struct Neighbour {
  std::size_t index = 0;  ///< in the set; the first of several that are equally near
  float distance = 0;
};

namespace detail {

/// Blocks of `Count` images of a set on a backend, filled up with zeros, and their squared norms.
template <class S, int Count, class Backend>
class ImageBlock {
 public:
  explicit ImageBlock(Context<Backend>& ctx)
      : values_(ctx, std::size_t{Count} * S::size), host_(values_.size()), norms(Count) {}

  /// Images first .. of the set; returns how many there are.
  template <Dataset D>
  int fill(Context<Backend>& ctx, const D& set, std::size_t first) {
    const int count = static_cast<int>(std::min<std::size_t>(Count, set.size() - first));
    std::fill(host_.begin(), host_.end(), 0.0f);
    for (int i = 0; i < count; ++i) {
      const std::span<const float> image = set.pixels(first + static_cast<std::size_t>(i));
      std::copy(image.begin(), image.end(), host_.begin() + std::ptrdiff_t{i} * S::size);
      double sum = 0;
      for (const float x : image) sum += double{x} * double{x};
      norms[static_cast<std::size_t>(i)] = static_cast<float>(sum);
    }
    upload(ctx, values_.data(), std::span<const float>(host_));
    return count;
  }
  float* data() const { return values_.data(); }

 private:
  Buffer<float, Backend> values_;
  std::vector<float> host_;

 public:
  std::vector<float> norms;  // (Count)
};

/// Euclidean.
inline float distance(std::span<const float> a, std::span<const float> b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    const double gap = double{a[i]} - double{b[i]};
    sum += gap * gap;
  }
  return static_cast<float>(std::sqrt(sum));
}

}  // namespace detail

/// Whether an image may be its own neighbour.
enum class Self { counts, is_left_out };

/// For each image of `queries` the nearest one of `images`; with Self::is_left_out query i is image
/// i, and the nearest other one is looked for (index 0 at an infinite distance if there is none).
template <class Backend, Dataset Queries, Dataset Images>
std::vector<Neighbour> nearest_neighbours(Context<Backend>& ctx, const Queries& queries,
                                          const Images& images, Self self = Self::counts) {
  using S = Shape<Queries::Sample::size>;
  static_assert(std::is_same_v<typename Queries::Sample, typename Images::Sample>,
                "nearest_neighbours: both sets must have images of one shape");
  constexpr int rows = 512, columns = 256;  // queries and images of the set at a time
  detail::ImageBlock<S, rows, Backend> query(ctx);
  detail::ImageBlock<S, columns, Backend> image(ctx);
  Buffer<float, Backend> product(ctx, std::size_t{rows} * columns);
  std::vector<float> dots(product.size());
  std::vector<Neighbour> nearest(queries.size());
  for (std::size_t q = 0; q < queries.size(); q += rows) {
    const int some = query.fill(ctx, queries, q);
    std::vector<float> best(rows, std::numeric_limits<float>::infinity());
    for (std::size_t s = 0; s < images.size(); s += columns) {
      const int others = image.fill(ctx, images, s);
      // (rows, columns) = (rows, S)(columns, S)^T
      matmul_input(ctx, set, View<Shape<columns>, float>{product.data(), rows},
                   View<S, float>{query.data(), rows},
                   View<Shape<columns, S::size>, float>{image.data(), 1});
      download(ctx, std::span<float>(dots), static_cast<const float*>(product.data()));
      for (int i = 0; i < some; ++i)
        for (int j = 0; j < others; ++j) {
          const float gap = image.norms[static_cast<std::size_t>(j)] -
                            2 * dots[static_cast<std::size_t>(i * columns + j)];
          if (gap >= best[static_cast<std::size_t>(i)]) continue;
          const std::size_t index = s + static_cast<std::size_t>(j);
          if (self == Self::is_left_out && index == q + static_cast<std::size_t>(i)) continue;
          best[static_cast<std::size_t>(i)] = gap;
          nearest[q + static_cast<std::size_t>(i)].index = index;
        }
    }
    for (int i = 0; i < some;
         ++i) {  // exact, where a product of matrices would leave some rounding
      Neighbour& n = nearest[q + static_cast<std::size_t>(i)];
      n.distance = std::isinf(best[static_cast<std::size_t>(i)])
                       ? best[static_cast<std::size_t>(i)]
                       : detail::distance(queries.pixels(q + static_cast<std::size_t>(i)),
                                          images.pixels(n.index));
    }
  }
  return nearest;
}

/// The part of `test` whose nearest neighbour in `train` is of the same class; classes are the same
/// where their names are. Knows no training and no chance: the same sets give the same number.
template <class Backend, Dataset Train, Dataset Test>
double nearest_neighbour_accuracy(Context<Backend>& ctx, const Train& train, const Test& test) {
  const auto nearest = nearest_neighbours(ctx, test, train);
  std::size_t right = 0;
  for (std::size_t i = 0; i < test.size(); ++i)
    right += test.class_name(test.label(i)) == train.class_name(train.label(nearest[i].index));
  return static_cast<double>(right) / static_cast<double>(test.size());
}

}  // namespace augury
