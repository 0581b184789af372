// SPDX-License-Identifier: MIT
// ModeCounts: how many modes images cover, and how evenly.
#pragma once
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace stacked {

class ModeCounts {
 public:
  /// Of `modes` modes, 1 or more.
  explicit ModeCounts(std::size_t modes) : counts_(modes) {}

  /// One more image of a mode in [0, modes).
  void add(std::size_t mode) {
    ++counts_[mode];
    ++total_;
  }

  std::uint64_t total() const { return total_; }
  /// Modes of which there is an image.
  std::size_t covered() const {
    return counts_.size() -
           static_cast<std::size_t>(std::count(counts_.begin(), counts_.end(), 0u));
  }
  /// KL(p || uniform) = sum of p log(p * modes) in nats, where p is the share of each mode, and
  /// 0 log 0 = 0; 0 without images.
  double divergence() const {
    double sum = 0;
    for (const std::uint64_t count : counts_) {
      const double p = static_cast<double>(count) / static_cast<double>(total_);
      if (count > 0) sum += p * std::log(p * static_cast<double>(counts_.size()));
    }
    return sum;
  }

 private:
  std::vector<std::uint64_t> counts_;
  std::uint64_t total_ = 0;
};

}  // namespace stacked
