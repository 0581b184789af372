// SPDX-License-Identifier: MIT
// What a backend does for the thousand modes: it trains a GAN and makes images with it. A file for
// each backend compiles it (cpu.cpp, cuda.cu), with training_work.hpp.
#pragma once
#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <span>
#include <string>

#include "networks.hpp"

#include "augury/train/gan.hpp"

namespace stacked {

constexpr std::size_t made = 26'000;  // images that are judged, as in 1611.02163

/// What became of a training.
struct Trained {
  RunEnd end = RunEnd::finished;
  std::uint64_t steps = 0;     ///< done in all
  std::size_t parameters = 0;  ///< of the generator
  /// NaN where no step was left to be done.
  double images_per_second = std::numeric_limits<double>::quiet_NaN();
};

/// Gets images as they are made: (n, 32, 32, 3).
using Judge = std::function<void(std::span<const float>)>;

template <class Generator_, class Backend>
struct Training {
  /// "backend cpu, ...". Throws where there is no such device.
  static std::string machine(const GanOptions& machine);
  /// Trains on stacks, and then, unless it was stopped, shows `judge` as many images as are judged,
  /// made with the average of the generator.
  static Trained run(const StackedDigits& stacks, const GanOptions& machine,
                     const TrainOptions& options, const Judge& judge);
};

}  // namespace stacked
