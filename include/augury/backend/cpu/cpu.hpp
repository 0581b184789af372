// SPDX-License-Identifier: MIT
// Everything the CPU can run.
#pragma once
#include "augury/backend/cpu/augment.hpp"
#include "augury/backend/cpu/average.hpp"
#include "augury/backend/cpu/context.hpp"
#include "augury/backend/cpu/convolution.hpp"
#include "augury/backend/cpu/dense.hpp"
#include "augury/backend/cpu/draw.hpp"
#include "augury/backend/cpu/label.hpp"
#include "augury/backend/cpu/machine.hpp"
#include "augury/backend/cpu/pair_sum.hpp"
#include "augury/backend/cpu/plane.hpp"
#include "augury/backend/cpu/pointwise.hpp"
#include "augury/backend/cpu/rearrange.hpp"
#include "augury/backend/cpu/resample.hpp"
#include "augury/backend/cpu/transfer.hpp"
#include "augury/backend/cpu/update.hpp"
#include "augury/backend/cpu/weight_gradient.hpp"
