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
#include "augury/evaluate/inner_products.hpp"

namespace augury {

struct Neighbour {
  std::size_t index = 0;  ///< in the set; the first of several that are equally near
  float distance = 0;
};

namespace detail {

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
  std::vector<Neighbour> nearest(queries.size());
  std::vector<float> best(queries.size(), std::numeric_limits<float>::infinity());
  detail::for_each_product(
      ctx, queries, images, detail::Partners::all,
      [&](std::size_t query, std::size_t first, auto products, auto norms) {
        for (std::size_t j = 0; j < products.size(); ++j) {
          const float gap = norms[j] - 2 * products[j];
          if (gap >= best[query] || (self == Self::is_left_out && first + j == query)) continue;
          best[query] = gap;
          nearest[query].index = first + j;
        }
      });
  // Distances to the nearest are exact; out of the products they would keep some rounding.
  for (std::size_t q = 0; q < queries.size(); ++q)
    nearest[q].distance =
        std::isinf(best[q]) ? best[q]
                            : detail::distance(queries.pixels(q), images.pixels(nearest[q].index));
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
