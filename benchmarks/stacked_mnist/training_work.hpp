// SPDX-License-Identifier: MIT
// The work of Training, for the files that compile it.
#pragma once
#include <algorithm>
#include <chrono>
#include <cstdint>
#include <limits>
#include <vector>

#include "shared/room.hpp"
#include "training.hpp"

#include "augury/train/trainer.hpp"

namespace stacked {

/// What examples/shared/room.hpp has to know to find a batch that fits.
struct Recipe {
  static auto objective(int batch) { return stacked::objective(batch); }
};

/// An observer that tells how fast a training went, with all that it writes.
struct Rate {
  void begin(auto& run) { first = run.step(), start = Clock::now(); }
  void end(auto& run) {
    const std::chrono::duration<double> time = Clock::now() - start;
    const double images = static_cast<double>(run.step() - first) * run.options.batch;
    if (images > 0) images_per_second = images / time.count();
  }

  using Clock = std::chrono::steady_clock;
  Clock::time_point start{};
  std::uint64_t first = 0;
  double images_per_second = std::numeric_limits<double>::quiet_NaN();
};

template <class Generator_, class Backend>
std::string Training<Generator_, Backend>::machine(const GanOptions& o) {
  const Context<Backend> context(Machine{o.threads, o.device, o.precision});
  return std::string("backend ") + Backend::name + ", " + describe_machine(context);
}

template <class Generator_, class Backend>
Trained Training<Generator_, Backend>::run(const StackedDigits& stacks, const GanOptions& machine,
                                           const TrainOptions& options, const Judge& judge) {
  Gan<Generator_, Discriminator, Backend> gan(machine);
  Rate rate;
  Trained trained;
  trained.end = program::with_room<Recipe>(gan, stacks, options, [&] {
    return train(gan, stacks, options, objective(options.batch), rate);
  });
  trained.steps = gan.steps;
  trained.parameters = gan.generator().size();
  trained.images_per_second = rate.images_per_second;
  if (trained.end == RunEnd::stopped) return trained;

  Sampler sampler(gan, 500);
  for (std::size_t number = 0; number < made; number += 500) {
    const std::vector<std::int32_t> labels(std::min<std::size_t>(500, made - number));
    judge(sampler.make(machine.seed, number, labels));  // (n, 32, 32, 3)
  }
  return trained;
}

}  // namespace stacked
