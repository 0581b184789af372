// SPDX-License-Identifier: MIT
// SampleSpread: how much the samples of a Gan differ, beside the images that it learns from.
#pragma once
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "augury/data/dataset.hpp"
#include "augury/evaluate/pooled_features.hpp"
#include "augury/train/generate.hpp"

namespace augury {

/// spread_within on pooled_features of up to 64 samples, and of as many training images: within each
/// class, where the generator is told one.
template <class Gan_>
class SampleSpread {
 public:
  template <Dataset Data>
  SampleSpread(Gan_& gan, const Data& data)
      : groups_(Gan_::conditional() ? std::clamp(data.classes(), 1, most / 4) : 1),
        each_(static_cast<std::size_t>(most / groups_)),
        of_images_(measure_images(data)),
        gan_(gan) {
    for (int k = 0; k < groups_; ++k) labels_.insert(labels_.end(), each_, k);
  }

  /// Of the average generator's samples, always the same ones.
  double of_samples(std::uint64_t seed) {
    if (!sampler_) sampler_.emplace(gan_, static_cast<int>(labels_.size()));
    return spread_within(pooled_features<Sample>(sampler_->make(seed, first, labels_)), each_);
  }
  /// Of as many training images, evenly spread over each class.
  double of_images() const { return of_images_; }

 private:
  using Sample = typename Gan_::Sample;
  static constexpr int most = 64;                                 // samples of a check
  static constexpr std::uint64_t first = std::uint64_t{1} << 40;  // numbers that no picture shows

  template <Dataset Data>
  double measure_images(const Data& data) const {
    std::vector<std::vector<std::size_t>> members(static_cast<std::size_t>(groups_));
    for (std::size_t i = 0; i < data.size(); ++i) {
      const int group = Gan_::conditional() ? data.label(i) : 0;
      if (group < groups_) members[static_cast<std::size_t>(group)].push_back(i);
    }
    Features features;
    for (const auto& group : members)
      for (std::size_t i = 0; i < each_ && !group.empty(); ++i)
        add_pooled<Sample>(features, data.pixels(group[i * group.size() / each_]));
    return features.count() > 0 ? spread_within(features, each_) : 0;
  }

  int groups_;
  std::size_t each_;
  double of_images_;
  std::vector<std::int32_t> labels_;
  Gan_& gan_;
  std::optional<Sampler<Gan_>> sampler_;  // a run without a guard needs none
};

}  // namespace augury
