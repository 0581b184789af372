// SPDX-License-Identifier: MIT
#include <augury/augury.hpp>

#include "cuda/trial.hpp"

std::vector<float> trial::trained_by_cpu(int steps, Training training) {
  return trained<Cpu>(steps, training);
}
