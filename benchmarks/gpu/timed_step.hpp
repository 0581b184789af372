// SPDX-License-Identifier: MIT
// A reference step that is ready to run on the device, whatever its networks.
#pragma once
#include <augury/core/context.hpp>
#include <memory>

struct TimedStep {
  virtual ~TimedStep() = default;
  /// Seconds a step takes, over `count` steps with one wait at their end.
  virtual double seconds(int count) = 0;
  /// Whether it is replayed as one recorded CUDA graph.
  virtual bool recorded() const = 0;
};

/// After five untimed steps. Each is compiled in a file of its own (gpu_step_*.cu), for nvcc's sake.
template <class Reference>
std::unique_ptr<TimedStep> timed_step(augury::Precision precision);
