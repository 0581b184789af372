// SPDX-License-Identifier: MIT
// Checkpoints: the run on disk, so that it can go on and be sampled from.
#pragma once
#include <filesystem>
#include <utility>

#include "augury/train/checkpoint.hpp"

namespace augury {

/// Renews one checkpoint file every `checkpoint_every` steps and at the end. What is no longer
/// finite, or looks like a collapse before the end, does not replace what is sound.
class Checkpoints {
 public:
  explicit Checkpoints(std::filesystem::path path) : path_(std::move(path)) {}

  template <class Run>
  void step(Run& run) {
    if (!run.due(run.options.checkpoint_every)) return;
    run.report();
    const GuardState& guard = run.guard;
    if (guard.narrow > 0 && !run.ending()) return;
    auto facts = run.facts;
    guard.add_to(facts);
    // A rollback after a resume leads where it would have led without the stop.
    const bool earlier = guard.good.taken() && guard.good.steps != run.step();
    save_checkpoint(path_, run.gan, &run.training, facts, earlier ? &guard.good : nullptr);
  }

 private:
  std::filesystem::path path_;
};

}  // namespace augury
