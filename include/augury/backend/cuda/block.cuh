// SPDX-License-Identifier: MIT
// What a program for the device sees of its threads.
#pragma once
#include "augury/backend/cuda/config.cuh"
#include "augury/core/config.hpp"
#include AUGURY_THREADS

namespace augury::cuda {

/// The threads of one block.
template <int Threads>
struct Block {
  int x, y, z;  ///< which block of the grid

  /// f(thread) for all of them, and then a barrier.
  template <class F>
  AUGURY_HD void each(F f) const {
    for_threads<Threads>(f);
  }
};

/// How many blocks of a program there are.
struct Grid {
  int x = 1, y = 1, z = 1;
};

}  // namespace augury::cuda
