// SPDX-License-Identifier: MIT
// HostBatch: what a training step is handed.
#pragma once
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

#include "augury/core/error.hpp"

namespace augury {

/// Images and their labels on the host: (batch, H, W, C) and (batch).
struct HostBatch {
  std::span<const float> pixels;
  std::span<const std::int32_t> labels;
};

/// Throws UsageError where a batch of `n` images of `size` numbers would be read beyond its end, or a
/// label names none of the classes. Networks that are told no classes (0) take a batch without labels
/// too.
inline void check_batch(HostBatch batch, std::size_t n, std::size_t size, int classes) {
  const bool labelled = batch.labels.size() == n || (classes == 0 && batch.labels.empty());
  if (batch.pixels.size() != n * size || !labelled)
    throw UsageError("Step: a batch of " + std::to_string(n) + " images has " +
                     std::to_string(n * size) + " numbers and " + std::to_string(n) +
                     " labels, but this one has " + std::to_string(batch.pixels.size()) + " and " +
                     std::to_string(batch.labels.size()));
  for (const std::int32_t label : batch.labels)
    if (classes > 0 && (label < 0 || label >= classes))
      throw UsageError("Step: a label of a batch is " + std::to_string(label) + ", but there are " +
                       std::to_string(classes) + " classes, counted from 0");
}

}  // namespace augury
