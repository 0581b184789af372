// SPDX-License-Identifier: MIT
// augury: everything for the CPU. The table of contents, in the order in which to read it.
#pragma once
#include "augury/backend/cpu/cpu.hpp"
#include "augury/layer/activation.hpp"
#include "augury/layer/conv.hpp"
#include "augury/layer/deconv.hpp"
#include "augury/layer/dense.hpp"
#include "augury/layer/stochastic_deconv.hpp"
#include "augury/network/activations.hpp"
#include "augury/network/init.hpp"
#include "augury/network/model.hpp"
#include "augury/network/sequential.hpp"
