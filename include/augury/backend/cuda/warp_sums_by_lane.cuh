// SPDX-License-Identifier: MIT
// 16 x 16 sums of products number by number, each lane of a warp its own: on the host, and on devices
// older than matrix units for these numbers.
#pragma once
#include "augury/backend/cuda/precision.cuh"

namespace augury::cuda {

template <class Operand>
class WarpSums {
 public:
  using Stored = typename Operand::Stored;
  AUGURY_HD void add_product(int lane, const Stored* left, int left_row, const Stored* right,
                             int right_row) {
    for (int i = 0; i < each; ++i)
      for (int k = 0; k < Operand::depth; ++k)
        sums_[i] += Operand::number(left[row(lane, i) * left_row + k]) *
                    Operand::number(right[k * right_row + column(lane)]);
  }
  AUGURY_HD void store(int lane, float* to, int row_length) const {
    for (int i = 0; i < each; ++i) to[row(lane, i) * row_length + column(lane)] = sums_[i];
  }

 private:
  static constexpr int each = 16 * 16 / 32;
  AUGURY_HD static int row(int lane, int i) { return lane / 16 + 2 * i; }
  AUGURY_HD static int column(int lane) { return lane % 16; }
  float sums_[each]{};
};

}  // namespace augury::cuda
