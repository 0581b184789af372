// SPDX-License-Identifier: MIT
// Loader: which images a training step sees. A pure function of (seed, step), so that a resumed
// run goes on with the images it would have seen, and nothing of this has to be saved.
#pragma once
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <numeric>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "augury/core/error.hpp"
#include "augury/core/random.hpp"
#include "augury/data/dataset.hpp"

namespace augury {

/// Deals a data set out in batches. The images of all batches, one after the other, are epochs:
/// each is a permutation of the set, and the next begins where one ends, within a batch if need
/// be. No image is left out, and none is seen more often than another by more than one.
template <Dataset D>
class Loader {
 public:
  /// The set must outlive the loader. Throws UsageError for a set above 2^32 - 1 images.
  Loader(const D& set, std::uint64_t seed) : set_(&set), seed_(seed) {
    if (set.size() > std::numeric_limits<std::uint32_t>::max())
      throw UsageError("the data set has " + std::to_string(set.size()) +
                       " images; at most 2^32 - 1 can be shuffled");
    order_.resize(set.size());
  }
  Loader(const D&&, std::uint64_t) = delete;

  /// Throws UsageError for a batch that is not in [1, set.size()].
  void check_batch(std::size_t batch) const {
    if (batch < 1) throw UsageError("--batch must be at least 1");
    if (batch > order_.size())
      throw UsageError("--batch " + std::to_string(batch) + " is more than the " +
                       std::to_string(order_.size()) +
                       " images to train on; give at most that many");
  }

  /// Sets pixels (batch, H, W, C) and labels (batch) to the batch of a step, counted from 0; only
  /// a run that keeps its batch size sees epochs. Allocates nothing. A call for another epoch than
  /// the last one costs a shuffle of the set. Throws UsageError for a batch that is not in
  /// [1, set.size()] or does not fit the spans.
  void fill(std::uint64_t step, std::size_t batch, std::span<float> pixels,
            std::span<std::int32_t> labels) {
    check(batch, pixels.size(), labels.size());
    for (std::size_t j = 0; j < batch; ++j) {
      const std::uint64_t position = step * batch + j;
      shuffle(position / order_.size());
      const std::size_t i = order_[position % order_.size()];
      const std::span<const float> image = set_->pixels(i);
      std::copy(image.begin(), image.end(),
                pixels.begin() + static_cast<std::ptrdiff_t>(j * image.size()));
      labels[j] = set_->label(i);
    }
  }

 private:
  void check(std::size_t batch, std::size_t pixels, std::size_t labels) const {
    check_batch(batch);
    if (labels != batch || pixels != batch * D::Sample::size)
      throw UsageError("a batch of " + std::to_string(batch) + " images of " + D::Sample::name() +
                       " does not fit " + std::to_string(pixels) + " pixel values and " +
                       std::to_string(labels) + " labels");
  }

  // Fisher and Yates. It starts from the identity each time: a permutation made from the last one
  // would depend on which batches had been asked for before.
  void shuffle(std::uint64_t epoch) {
    if (epoch_ == epoch) return;
    const Key key(seed_, Purpose::order, static_cast<std::uint32_t>(epoch));
    std::iota(order_.begin(), order_.end(), std::uint32_t{0});
    for (std::size_t left = order_.size(); left > 1; --left)
      std::swap(order_[left - 1], order_[below(static_cast<std::uint32_t>(left), key, left)]);
    epoch_ = epoch;
  }

  const D* set_;
  std::uint64_t seed_;
  std::optional<std::uint64_t> epoch_;  // the epoch that order_ belongs to
  std::vector<std::uint32_t> order_;    // (size of the set), a permutation
};

}  // namespace augury
