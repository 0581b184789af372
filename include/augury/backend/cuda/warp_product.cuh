// SPDX-License-Identifier: MIT
// The product of product.cuh with operands in tf32 or bf16 and sums in fp32: a block's tile is made by
// eight warps, each 16 rows and 32 columns of it.
#pragma once
#include "augury/backend/cuda/matrix_unit.cuh"
#include "augury/backend/cuda/tile.cuh"

namespace augury::cuda {

/// Problem as for TileProduct, of floats.
template <class Problem, class Operand>
struct WarpProduct {
  using Stored = typename Operand::Stored;
  static constexpr int threads = 256, tile = 64, depth = 32;
  static constexpr int left_row = depth + Operand::pad;  // multiples of 16 bytes that meet
  static constexpr int right_row = tile + Operand::pad;  // different banks
  static constexpr int sums_row = tile + 4;
  struct alignas(32) Shared {
    alignas(32) Stored left[tile * left_row];
    alignas(32) Stored right[depth * right_row];
    alignas(32) float sums[tile * sums_row];
  };
  struct Strip {
    WarpSums<Operand> left, right;  // 16 columns each
  };
  Problem problem;

  AUGURY_HD void operator()(Block<threads> block, Shared& shared) const {
    const Corner corner = Corner::of(problem, block, tile);
    if (!corner.holds(0, 0)) return;  // all of the block at once
    Private<Strip, threads> strip;
    for (int k = 0; k < corner.extent.depth; k += depth) {
      block.each([&](int t) { load(corner, k, t, shared); });
      block.each([&](int t) { multiply(strip(t), t, shared); });
    }
    block.each([&](int t) { store(strip(t), t, shared); });
    block.each([&](int t) { put(corner, t, shared); });
  }

 private:
  AUGURY_HD static int first_row(int t) { return t / 64 * 16; }
  AUGURY_HD static int first_column(int t) { return t / 32 % 2 * 32; }

  AUGURY_HD void load(Corner corner, int first, int t, Shared& shared) const {
    load_tiles<tile, depth, threads>(
        problem, corner, first, t,
        [&](int m, int k, float number) {
          shared.left[m * left_row + k] = Operand::stored(number);
        },
        [&](int k, int n, float number) {
          shared.right[k * right_row + n] = Operand::stored(number);
        });
  }
  AUGURY_HD static void multiply(Strip& strip, int t, const Shared& shared) {
    const Stored* left = shared.left + first_row(t) * left_row;
    const Stored* right = shared.right + first_column(t);
    for (int k = 0; k < depth; k += Operand::depth) {
      const Stored* below = right + k * right_row;
      strip.left.add_product(t % 32, left + k, left_row, below, right_row);
      strip.right.add_product(t % 32, left + k, left_row, below + 16, right_row);
    }
  }
  AUGURY_HD static void store(const Strip& strip, int t, Shared& shared) {
    float* sums = shared.sums + first_row(t) * sums_row + first_column(t);
    strip.left.store(t % 32, sums, sums_row);
    strip.right.store(t % 32, sums + 16, sums_row);
  }
  AUGURY_HD void put(Corner corner, int t, const Shared& shared) const {
    for (int i = t; i < tile * tile; i += threads) {
      const int m = i / tile, n = i % tile;
      if (corner.holds(m, n))
        problem.put(corner.part, corner.row + m, corner.column + n, shared.sums[m * sums_row + n]);
    }
  }
};

}  // namespace augury::cuda
