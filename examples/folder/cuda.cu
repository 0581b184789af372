// SPDX-License-Identifier: MIT
// The verbs for pictures of FOLDER_SIZE pixels a side and FOLDER_CHANNELS channels on NVIDIA GPUs.
#include <augury/cuda.cuh>

#include "../shared/verbs_work.hpp"
#include "recipe.hpp"

template struct program::Verbs<folder::Folder<FOLDER_SIZE, FOLDER_CHANNELS>, augury::Cuda>;
