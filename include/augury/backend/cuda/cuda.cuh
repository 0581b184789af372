// SPDX-License-Identifier: MIT
// Everything CUDA can run.
#pragma once
#include "augury/backend/cuda/augment.cuh"
#include "augury/backend/cuda/average.cuh"
#include "augury/backend/cuda/context.cuh"
#include "augury/backend/cuda/convolution.cuh"
#include "augury/backend/cuda/dense.cuh"
#include "augury/backend/cuda/draw.cuh"
#include "augury/backend/cuda/label.cuh"
#include "augury/backend/cuda/machine.cuh"
#include "augury/backend/cuda/pointwise.cuh"
#include "augury/backend/cuda/rearrange.cuh"
#include "augury/backend/cuda/recording.cuh"
#include "augury/backend/cuda/resample.cuh"
#include "augury/backend/cuda/sums.cuh"
#include "augury/backend/cuda/transfer.cuh"
#include "augury/backend/cuda/update.cuh"
#include "augury/backend/cuda/weight_gradient.cuh"
