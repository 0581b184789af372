// SPDX-License-Identifier: MIT
// An observer that lets a training break down as they do, by a learning rate that is too large.
#pragma once
#include <cstdint>
#include <limits>

/// In step number `at`, until the run was taken back so many times.
struct BreaksDown {
  std::uint64_t at = 0;
  int times = 1;

  void begin(auto& run) const { set_rate(run); }
  void step(auto& run) const { set_rate(run); }
  void event(auto& run, const auto&) const { set_rate(run); }

 private:
  void set_rate(auto& run) const {
    const bool now = run.step() + 1 == at && run.guard.rollbacks < times;
    run.training.d_optimizer.rule.learning_rate =
        now ? std::numeric_limits<float>::infinity() : run.options.discriminator.learning_rate;
  }
};
