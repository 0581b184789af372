// SPDX-License-Identifier: MIT
#include "timed_step.cuh"

template std::unique_ptr<TimedStep> timed_step<gpu_reference::L>(augury::Precision);
