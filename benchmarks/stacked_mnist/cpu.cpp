// SPDX-License-Identifier: MIT
// The training of the thousand modes on the CPU.
#include <augury/augury.hpp>

#include "training_work.hpp"

template struct stacked::Training<stacked::DeconvGenerator, augury::Cpu>;
template struct stacked::Training<stacked::StochasticGenerator, augury::Cpu>;
