// SPDX-License-Identifier: MIT
// The tiles that a product is made of, by threads or by warps.
#pragma once
#include "augury/backend/cuda/device.cuh"

namespace augury::cuda {

/// The sizes of one part of a problem: a phase, a bank, a share of the batch. They may be known on
/// the device alone.
struct Extent {
  int rows, columns, depth;
};

/// Where a tile of the result lies: its part of the problem, first row and first column.
struct Corner {
  Extent extent;
  int part, row, column;

  template <class Problem, int threads>
  AUGURY_HD static Corner of(const Problem& problem, Block<threads> block, int tile) {
    return {problem.extent(block.z), block.z, block.x * tile, block.y * tile};
  }
  /// Whether number (m, n) of the tile is one of the result.
  AUGURY_HD bool holds(int m, int n) const {
    return row + m < extent.rows && column + n < extent.columns;
  }
};

/// What thread t of a block does to bring the operands' tiles near, `depth` of the sum from `first`
/// on: left(m, k, number) and right(k, n, number) for numbers of both, 0 beyond their ends.
template <int tile, int depth, int threads, class Problem, class Left, class Right>
AUGURY_HD void load_tiles(const Problem& problem, Corner corner, int first, int t, Left left,
                          Right right) {
  using T = typename Problem::Number;
  const auto [extent, part, row, column] = corner;
  for (int i = t; i < tile * depth; i += threads) {
    const int k = i % depth, m = i / depth;  // neighbours in k: patches run along channels
    const bool inside = row + m < extent.rows && first + k < extent.depth;
    left(m, k, inside ? problem.left(part, row + m, first + k) : T(0));
  }
  for (int i = t; i < tile * depth; i += threads) {
    const int n = i % tile, k = i / tile;
    const bool inside = column + n < extent.columns && first + k < extent.depth;
    right(k, n, inside ? problem.right(part, first + k, column + n) : T(0));
  }
}

}  // namespace augury::cuda
