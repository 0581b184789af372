// SPDX-License-Identifier: MIT
// A class-balanced part of a data set: what --limit takes.
#pragma once
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "augury/core/error.hpp"
#include "augury/core/random.hpp"
#include "augury/data/dataset.hpp"

namespace augury {

namespace detail {

/// How many images of each class a balanced subset of `limit` images takes: equal numbers, up to
/// one, except that a class that has fewer gives all it has. sizes: (classes), sum >= limit.
inline std::vector<std::size_t> balanced_quotas(const std::vector<std::size_t>& sizes,
                                                std::size_t limit) {
  std::vector<std::size_t> ascending(sizes.size());
  std::iota(ascending.begin(), ascending.end(), std::size_t{0});
  std::stable_sort(ascending.begin(), ascending.end(),
                   [&](std::size_t a, std::size_t b) { return sizes[a] < sizes[b]; });
  std::vector<std::size_t> quotas(sizes.size());
  for (std::size_t done = 0; done < sizes.size(); ++done) {
    const std::size_t k = ascending[done];
    quotas[k] = std::min(sizes[k], limit / (sizes.size() - done));
    limit -= quotas[k];
  }
  return quotas;
}

/// Throws UsageError where there is not an image for each class.
inline void check_limit(std::size_t limit, int classes) {
  if (limit < static_cast<std::size_t>(classes))
    throw UsageError("--limit " + std::to_string(limit) + " leaves some of the " +
                     std::to_string(classes) +
                     " classes without an image; give at least one for each");
}

}  // namespace detail

/// Positions of `limit` images of a set, in its order, as many of each class as there are; none of
/// `without`, which ascend. A pure function of (set, limit, seed, without): an image's rank within
/// its class depends on the seed and its position only. limit <= images that there are.
template <Dataset D>
std::vector<std::size_t> balanced_positions(const D& set, std::size_t limit, std::uint64_t seed,
                                            std::span<const std::size_t> without = {}) {
  std::vector<std::vector<std::pair<std::uint64_t, std::size_t>>> ranked(
      static_cast<std::size_t>(set.classes()));  // by class: (random rank, position in the set)
  for (std::size_t i = 0; i < set.size(); ++i) {
    if (std::binary_search(without.begin(), without.end(), i)) continue;
    const auto words = philox(Key(seed, Purpose::subset), i);
    ranked[static_cast<std::size_t>(set.label(i))].emplace_back(
        std::uint64_t{words[0]} << 32 | words[1], i);
  }
  std::vector<std::size_t> sizes;
  for (const auto& of_class : ranked) sizes.push_back(of_class.size());
  const auto quotas = detail::balanced_quotas(sizes, limit);

  std::vector<std::size_t> chosen;
  for (std::size_t k = 0; k < ranked.size(); ++k) {
    std::sort(ranked[k].begin(), ranked[k].end());
    for (std::size_t rank = 0; rank < quotas[k]; ++rank) chosen.push_back(ranked[k][rank].second);
  }
  std::sort(chosen.begin(), chosen.end());
  return chosen;
}

/// The images at some positions of a set; all classes keep their names.
template <Dataset D>
ImageSet<typename D::Sample> subset_at(const D& set, std::span<const std::size_t> positions) {
  std::vector<float> pixels;  // (N, H, W, C)
  pixels.reserve(positions.size() * D::Sample::size);
  std::vector<std::int32_t> labels;
  for (std::size_t i : positions) {
    const std::span<const float> image = set.pixels(i);
    pixels.insert(pixels.end(), image.begin(), image.end());
    labels.push_back(set.label(i));
  }
  std::vector<std::string> names;
  for (int k = 0; k < set.classes(); ++k) names.push_back(set.class_name(k));
  return {std::move(pixels), std::move(labels), std::move(names)};
}

/// A class-balanced subset of `limit` images (balanced_positions), in the order of the set. A set
/// that knows more of its images has a subset_at of its own, found with it. Throws UsageError
/// unless classes <= limit <= set.size().
template <Dataset D>
auto balanced_subset(const D& set, std::size_t limit, std::uint64_t seed) {
  if (limit < 1) throw UsageError("--limit must be at least 1");
  detail::check_limit(limit, set.classes());
  if (limit > set.size())
    throw UsageError("--limit " + std::to_string(limit) + " is more than the " +
                     std::to_string(set.size()) +
                     " images of the data set; give at most that many");
  return subset_at(set, balanced_positions(set, limit, seed));
}

}  // namespace augury
