// SPDX-License-Identifier: MIT
// The phases of a spread: output pixels that lie alike between the input's, so that no zero has to
// be put between the inputs, and none is multiplied.
#pragma once
#include "augury/core/config.hpp"

namespace augury {

/// One axis of one phase of a spread: output o = stride * q + phase - pad for `count` values of q
/// from `first` on; each sums `taps` inputs, of which the first is number first - (taps - 1).
struct Phase {
  int taps, first, count, output;
};
AUGURY_HD constexpr Phase phase_of(int phase, int kernel, int stride, int pad, int size) {
  const int taps = phase < kernel ? (kernel - phase + stride - 1) / stride : 0;
  const int first = pad > phase ? (pad - phase + stride - 1) / stride : 0;
  const int last = size - 1 + pad - phase;
  const int fitting = last < 0 ? 0 : last / stride - first + 1;
  return {taps, first, fitting > 0 ? fitting : 0, stride * first + phase - pad};
}

}  // namespace augury
