// SPDX-License-Identifier: MIT
// Checkpoints: the run on disk, so that it can go on and be sampled from.
#pragma once
#include <filesystem>
#include <utility>

#include "augury/train/checkpoint.hpp"

namespace augury {

/// Renews one checkpoint file every `checkpoint_every` steps and at the end. What is no longer
/// finite does not replace what is.
class Checkpoints {
 public:
  explicit Checkpoints(std::filesystem::path path) : path_(std::move(path)) {}

  template <class Run>
  void step(Run& run) {
    if (!run.due(run.options.checkpoint_every)) return;
    run.report();
    save_checkpoint(path_, run.gan, &run.training, run.facts);
  }

 private:
  std::filesystem::path path_;
};

}  // namespace augury
