// SPDX-License-Identifier: MIT
// WarpSums: 16 x 16 sums of products that a warp holds together. On devices of compute capability 8.0
// and later its matrix units make them; older ones and the host do it number by number.
#pragma once
#include "augury/backend/cuda/config.cuh"
#include AUGURY_MATRIX_UNIT
