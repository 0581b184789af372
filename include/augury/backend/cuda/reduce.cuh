// SPDX-License-Identifier: MIT
// Sums on CUDA. All of them are of one kind: groups of rows, each row of C numbers, are added up
// column by column. Which numbers are added to which, and when, is decided by sizes alone: the same
// input gives the same bits.
#pragma once
#include "augury/backend/cuda/context.cuh"

namespace augury::cuda {

/// How rows are dealt out: a block takes `rows` of a group and adds them in `lanes` sums for each of
/// `width` columns at a time.
template <int C>
struct RowSplit {
  static constexpr int threads = 256;
  static constexpr int width = C < threads ? C : threads;
  static constexpr int lanes = threads / width;

  std::ptrdiff_t rows;
  int blocks;
  RowSplit(int groups, std::ptrdiff_t rows_of_group) {
    constexpr std::ptrdiff_t least = 16 * lanes, most_blocks = 256;  // rows worth a block; in all
    const std::ptrdiff_t wanted = std::max<std::ptrdiff_t>(1, most_blocks / std::max(1, groups));
    rows = std::max(least, (rows_of_group + wanted - 1) / wanted);
    blocks = std::max(1, static_cast<int>((rows_of_group + rows - 1) / rows));
  }
};

/// One block's part of a group: Term is term(group, row, column), Put is put(place, sum), where
/// place counts columns, blocks and groups.
template <class X, int C, class Term, class Put>
struct SumRows {
  static constexpr int threads = RowSplit<C>::threads;
  static constexpr int width = RowSplit<C>::width, lanes = RowSplit<C>::lanes;
  struct Shared {
    X sum[threads];
  };
  std::ptrdiff_t rows, block_rows;
  int blocks;
  Term term;
  Put put;

  AUGURY_HD void operator()(Block<threads> block, Shared& shared) const {
    const std::ptrdiff_t begin = block.y * block_rows;
    const std::ptrdiff_t end = begin + block_rows < rows ? begin + block_rows : rows;
    for (int first = 0; first < C; first += width) {
      block.each([&](int t) {
        const int c = first + t % width, lane = t / width;
        X sum(0);
        if (c < C && lane < lanes)
          for (std::ptrdiff_t r = begin + lane; r < end; r += lanes) sum += term(block.x, r, c);
        shared.sum[t] = sum;
      });
      block.each([&](int t) {
        if (t >= width || first + t >= C) return;
        X sum = shared.sum[t];
        for (int lane = 1; lane < lanes; ++lane) sum += shared.sum[lane * width + t];
        put((std::ptrdiff_t{block.x} * blocks + block.y) * C + first + t, sum);
      });
    }
  }
};

template <class X, int C, class Term, class Put>
void sum_blocks(Context<Cuda>& ctx, int groups, std::ptrdiff_t rows, const RowSplit<C>& split,
                Term term, Put put) {
  // Groups may be more than a grid is high.
  ctx.launch(Grid{groups, split.blocks},
             SumRows<X, C, Term, Put>{rows, split.rows, split.blocks, term, put});
}

/// put(group * C + column, the sum over the rows of term(group, row, column)).
template <class X, int C, class Term, class Put>
void sum_rows(Context<Cuda>& ctx, int groups, std::ptrdiff_t rows, Term term, Put put) {
  const RowSplit<C> split(groups, rows);
  if (split.blocks == 1) return sum_blocks<X, C>(ctx, groups, rows, split, term, put);
  const int blocks = split.blocks;
  const auto memory = ctx.template borrow<X>(static_cast<std::size_t>(groups) *
                                             static_cast<std::size_t>(blocks) * C);
  X* partial = memory.data();
  sum_blocks<X, C>(ctx, groups, rows, split, term,
                   [=] AUGURY_HD(std::ptrdiff_t place, X sum) { partial[place] = sum; });
  ctx.for_each(std::ptrdiff_t{groups} * C, [=] AUGURY_HD(std::ptrdiff_t i) {
    const X* source = partial + i / C * blocks * C + i % C;
    X sum = source[0];
    for (int b = 1; b < blocks; ++b) sum += source[std::ptrdiff_t{b} * C];
    put(i, sum);
  });
}

}  // namespace augury::cuda
