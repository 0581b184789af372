// SPDX-License-Identifier: MIT
// Precision and recall (1904.06991), density and coverage (2002.09797): how two sets of vectors lie
// within each other, where each vector stands for the ball around it that reaches to its k-th
// nearest neighbour in its own set.
#pragma once
#include <algorithm>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "augury/core/error.hpp"
#include "augury/data/dataset.hpp"
#include "augury/evaluate/inner_products.hpp"
#include "augury/evaluate/nearer.hpp"
#include "augury/evaluate/nearest_neighbour.hpp"

namespace augury {

/// Shares of the images of one set. A held-out set of real images says what is within reach: in
/// many dimensions precision and recall are far below 1 for samples of one distribution.
struct Prdc {
  double precision = 0;  ///< made images in some real ball, [0, 1]; outliers make it too good
  double recall = 0;     ///< real images in some made ball, [0, 1]; outliers make it too good
  double density = 0;    ///< real balls that hold a made image, over k: about 1 for one
                         ///< distribution, above where made images crowd the middle, [0, n / k]
  double coverage = 0;   ///< real balls with a made image in them, [0, 1]
};

namespace detail {

/// For each image the distance to the k-th nearest other one of its set.
template <class Backend, Dataset D>
std::vector<float> radii(Context<Backend>& ctx, const D& set, int k) {
  using Candidate = std::pair<float, std::size_t>;  // |r|^2 - 2 <q, r>, index of r
  const auto wanted = static_cast<std::size_t>(k);
  std::vector<std::vector<Candidate>> nearest(set.size());  // heaps, the farthest first
  for_each_product(ctx, set, set, Partners::all,
                   [&](std::size_t query, std::size_t first, auto products, auto norms) {
                     auto& heap = nearest[query];
                     for (std::size_t j = 0; j < products.size(); ++j) {
                       const float gap = norms[j] - 2 * products[j];
                       if (first + j == query) continue;
                       if (heap.size() == wanted && gap >= heap.front().first) continue;
                       if (heap.size() == wanted) {
                         std::pop_heap(heap.begin(), heap.end());
                         heap.pop_back();
                       }
                       heap.emplace_back(gap, first + j);
                       std::push_heap(heap.begin(), heap.end());
                     }
                   });
  std::vector<float> radius(set.size());
  for (std::size_t q = 0; q < set.size(); ++q)
    for (const Candidate& c : nearest[q])
      radius[q] = std::max(radius[q], distance(set.pixels(q), set.pixels(c.second)));
  return radius;
}

}  // namespace detail

/// Of made images against real ones, by the distances of their vectors: images or FeatureSets.
/// Balls are open, as in the authors' programs: an image that is there more than k times has an
/// empty one. Throws UsageError for k < 1 or sets of k vectors or fewer.
template <class Backend, Dataset Real, Dataset Made>
Prdc prdc(Context<Backend>& ctx, const Real& real, const Made& made, int k = 5) {
  const std::size_t least = std::min<std::size_t>(real.size(), made.size());
  if (k < 1 || least <= static_cast<std::size_t>(k))
    throw UsageError("prdc: " + std::to_string(k) +
                     " nearest neighbours need at least one more vector in each set, but one has " +
                     std::to_string(least) + "; give more vectors, or another k of at least 1");
  const std::vector<float> real_radius = detail::radii(ctx, real, k);  // (real)
  const std::vector<float> made_radius = detail::radii(ctx, made, k);  // (made)
  std::vector<std::size_t> balls(made.size());                         // real ones that hold it
  std::vector<char> covered(real.size()), recalled(real.size());
  detail::for_each_product(ctx, made, real, detail::Partners::all,
                           [&](std::size_t m, std::size_t first, auto products, auto norms) {
                             const auto a = made.pixels(m);
                             const float norm = detail::squared_norm(a);
                             for (std::size_t j = 0; j < products.size(); ++j) {
                               const std::size_t r = first + j;
                               const auto within = [&](float radius) {
                                 return detail::nearer(a, real.pixels(r), norm, norms[j],
                                                       products[j], radius);
                               };
                               if (within(real_radius[r])) ++balls[m], covered[r] = 1;
                               if (!recalled[r] && within(made_radius[m])) recalled[r] = 1;
                             }
                           });

  const auto share = [](const auto& marks) {
    const auto some = std::count_if(marks.begin(), marks.end(), [](auto mark) { return mark > 0; });
    return static_cast<double>(some) / static_cast<double>(marks.size());
  };
  double inside = 0;
  for (const std::size_t count : balls) inside += static_cast<double>(count);
  return {share(balls), share(recalled), inside / (k * static_cast<double>(made.size())),
          share(covered)};
}

}  // namespace augury
