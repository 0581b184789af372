// SPDX-License-Identifier: MIT
// The one product of this backend: out(m, n) = sum over k of left(m, k) right(k, n), where a problem
// says what its numbers are. A block makes a tile of the result from tiles of both in shared memory,
// each thread a square of it in registers. A convolution is such a product of patches that are never
// laid out. In tf32 and bf16 warps do it (warp_product.cuh).
#pragma once
#include <type_traits>

#include "augury/backend/cuda/context.cuh"
#include "augury/backend/cuda/through.cuh"
#include "augury/backend/cuda/warp_product.cuh"

namespace augury::cuda {

/// Problem has `Number`, the scalar; extent(part); left(part, m, k), right(part, k, n) and
/// put(part, m, n, sum).
template <class Problem>
struct TileProduct {
  using T = typename Problem::Number;
  static constexpr int threads = 256, side = 16;  // threads along each edge of a tile
  static constexpr int each = 4;                  // results along each edge of a thread's square
  static constexpr int tile = side * each, depth = 16;
  struct Shared {
    T left[depth][tile + 1];  // one more: threads that write a column meet no bank twice
    T right[depth][tile];
  };
  struct Square {
    T sum[each][each];
  };
  Problem problem;

  AUGURY_HD void operator()(Block<threads> block, Shared& shared) const {
    const Corner corner = Corner::of(problem, block, tile);
    if (!corner.holds(0, 0)) return;  // all of the block at once
    Private<Square, threads> square;
    for (int k = 0; k < corner.extent.depth; k += depth) {
      block.each([&](int t) { load(corner, k, t, shared); });
      block.each([&](int t) { multiply(square(t), t, shared); });
    }
    block.each([&](int t) { put(corner, t, square(t)); });
  }

 private:
  AUGURY_HD void load(Corner corner, int first, int t, Shared& shared) const {
    load_tiles<tile, depth, threads>(
        problem, corner, first, t, [&](int m, int k, T number) { shared.left[k][m] = number; },
        [&](int k, int n, T number) { shared.right[k][n] = number; });
  }
  AUGURY_HD static void multiply(Square& square, int t, const Shared& shared) {
    const int m = t / side, n = t % side;
    for (int k = 0; k < depth; ++k) {
      T left[each], right[each];
      for (int i = 0; i < each; ++i) left[i] = shared.left[k][m + i * side];
      for (int j = 0; j < each; ++j) right[j] = shared.right[k][n + j * side];
      for (int i = 0; i < each; ++i)
        for (int j = 0; j < each; ++j) square.sum[i][j] += left[i] * right[j];
    }
  }
  AUGURY_HD void put(Corner corner, int t, const Square& square) const {
    for (int i = 0; i < each; ++i)
      for (int j = 0; j < each; ++j) {
        const int m = t / side + i * side, n = t % side + j * side;
        if (corner.holds(m, n))
          problem.put(corner.part, corner.row + m, corner.column + n, square.sum[i][j]);
      }
  }
};

template <class Tile, class Problem>
void solve_by(Context<Cuda>& ctx, int parts, Extent most, const Problem& problem) {
  ctx.launch(Grid{(most.rows + Tile::tile - 1) / Tile::tile,
                  (most.columns + Tile::tile - 1) / Tile::tile, parts},
             Tile{problem});
}
/// Solves `parts` parts of a problem, none larger than `most`, in the context's precision. Products
/// of doubles are those of doubles.
template <class Problem>
void solve(Context<Cuda>& ctx, int parts, Extent most, const Problem& problem) {
  if constexpr (std::is_same_v<typename Problem::Number, float>) {
    if (ctx.precision() == Precision::tf32)
      return solve_by<WarpProduct<Problem, Tf32>>(ctx, parts, most, problem);
    if (ctx.precision() == Precision::bf16)
      return solve_by<WarpProduct<Problem, Bf16>>(ctx, parts, most, problem);
  }
  solve_by<TileProduct<Problem>>(ctx, parts, most, problem);
}

/// What is added to each number of a column: a bias or nothing.
template <class T>
struct Offset {
  const T* data = nullptr;
  AUGURY_HD T operator()(int column) const { return data != nullptr ? data[column] : T(0); }
};
template <class T>
Offset<T> offset_of(PlusNothing) {
  return {};
}
template <class T, class V>
Offset<T> offset_of(Plus<V> bias) {
  return {bias.view.data};
}
/// Where the numbers of a product go, each with what is added to its column.
template <class Mode, class Out>
struct Target {
  using T = ScalarOf<Out>;
  Out out;
  Offset<T> offset;
  AUGURY_HD void put(std::ptrdiff_t i, int column, T sum) const {
    store(Mode{}, out, i, sum + offset(column));
  }
};

}  // namespace augury::cuda
