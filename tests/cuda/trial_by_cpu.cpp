// SPDX-License-Identifier: MIT
#include <augury/augury.hpp>

#include "cuda/trial.hpp"

std::vector<float> trial::trained_by_cpu(int steps) { return trained<Cpu>(steps); }
