// SPDX-License-Identifier: MIT
// augury: everything for the CPU but files. `augury/files.hpp` adds idx, PNG, checkpoints, runs;
// `augury/io/xtensor.hpp` arrays; `augury/cuda.cuh` the GPU. augury/toolkit.hpp is the table of
// contents.
#pragma once
#include "augury/backend/cpu/cpu.hpp"
#include "augury/toolkit.hpp"
