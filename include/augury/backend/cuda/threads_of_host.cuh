// SPDX-License-Identifier: MIT
// The threads of a block where the host runs them: one after the other.
#pragma once
#include "augury/core/config.hpp"

namespace augury::cuda {

/// f(thread) for all threads of a block, and then a barrier.
template <int Threads, class F>
AUGURY_HD void for_threads(F f) {
  for (int thread = 0; thread < Threads; ++thread) f(thread);
}

/// What each thread of a block keeps for itself from one each() to the next: mine(thread).
template <class T, int Threads>
class Private {
 public:
  AUGURY_HD T& operator()(int thread) { return kept_[thread]; }

 private:
  T kept_[Threads]{};
};

/// x, by itself: where a product and a sum meet in one kernel, compilers round them once.
template <class T>
AUGURY_HD T rounded(T x) {
  const volatile T stored = x;
  return stored;
}

}  // namespace augury::cuda
