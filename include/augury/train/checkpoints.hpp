// SPDX-License-Identifier: MIT
// Checkpoints: the run on disk, so that it can go on and be sampled from.
#pragma once
#include <cmath>
#include <filesystem>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "augury/core/error.hpp"
#include "augury/kernel/transfer.hpp"
#include "augury/train/checkpoint.hpp"

namespace augury {

/// Renews one checkpoint file every `checkpoint_every` steps and at the end.
class Checkpoints {
 public:
  explicit Checkpoints(std::filesystem::path path) : path_(std::move(path)) {}

  template <class Run>
  void step(Run& run) {
    if (!run.due(run.options.checkpoint_every)) return;
    run.report();
    check_weights(run);
    save_checkpoint(path_, run.gan, &run.training, run.facts);
  }

 private:
  /// A step that ruins the weights has measured its losses before: the good checkpoint must not
  /// give way to a ruined one. What is wrong in either network is wrong in the average.
  template <class Run>
  void check_weights(Run& run) const {
    std::vector<float> weights(run.gan.average().size());
    download(run.gan.context(), std::span<float>(weights),
             static_cast<const float*>(run.gan.average().data()));
    for (const float w : weights)
      if (!std::isfinite(w))
        throw Error("training broke down at step " + std::to_string(run.step()) +
                    ": the generator's weights are not finite, so '" + path_.string() +
                    "' is left as it was; try a smaller learning rate");
  }

  std::filesystem::path path_;
};

}  // namespace augury
