// SPDX-License-Identifier: MIT
// The threads of a block where a device runs them: this is one of them.
#pragma once
#include "augury/core/config.hpp"

namespace augury::cuda {

/// f(thread) for all threads of a block, and then a barrier.
template <int Threads, class F>
AUGURY_HD void for_threads(F f) {
  f(static_cast<int>(threadIdx.x));
  __syncthreads();
}

/// What each thread of a block keeps for itself from one each() to the next: mine(thread).
template <class T, int Threads>
class Private {
 public:
  AUGURY_HD T& operator()(int) { return kept_; }

 private:
  T kept_{};
};

/// x, by itself: where a product and a sum meet in one kernel, compilers round them once. So + -0.0,
/// which no compiler takes into another instruction.
template <class T>
AUGURY_HD T rounded(T x) {
  if constexpr (sizeof(T) == 4) asm("add.rn.f32 %0, %0, 0f80000000;" : "+f"(x));
  else asm("add.rn.f64 %0, %0, 0d8000000000000000;" : "+d"(x));
  return x;
}

}  // namespace augury::cuda
