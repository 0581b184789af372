// SPDX-License-Identifier: MIT
// What a kernel is on this backend: memory, streams, events, graphs, and programs that are started.
#pragma once
#include "augury/backend/cuda/config.cuh"
#include AUGURY_DEVICE
