// SPDX-License-Identifier: MIT
// What a program for the device sees of its threads.
#pragma once
#include "augury/core/config.hpp"

namespace augury::cuda {

/// The threads of one block. each(f) is f(thread) for all of them, and then a barrier.
template <int Threads>
struct Block {
  int x, y, z;  ///< which block of the grid

  template <class F>
  AUGURY_HD void each(F f) const {
#if defined(__CUDA_ARCH__)
    f(static_cast<int>(threadIdx.x));
    __syncthreads();
#else
    for (int thread = 0; thread < Threads; ++thread) f(thread);
#endif
  }
};

/// What each thread of a block keeps for itself from one each() to the next: mine(thread).
template <class T, int Threads>
class Private {
 public:
  AUGURY_HD T& operator()([[maybe_unused]] int thread) {
#if defined(__CUDA_ARCH__)
    return kept_;
#else
    return kept_[thread];
#endif
  }

 private:
#if defined(__CUDA_ARCH__)
  T kept_{};
#else
  T kept_[Threads]{};
#endif
};

/// How many blocks of a program there are.
struct Grid {
  int x = 1, y = 1, z = 1;
};

}  // namespace augury::cuda
