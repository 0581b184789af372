// SPDX-License-Identifier: MIT
// The work of the program mnist on NVIDIA GPUs.
#include <augury/cuda.cuh>

#include "../shared/verbs_work.hpp"
#include "recipe.hpp"

template struct program::Verbs<Mnist, augury::Cuda>;
