// SPDX-License-Identifier: MIT
// The three products of a dense layer on the CPU.
#pragma once
#include "augury/backend/cpu/outer.hpp"
#include "augury/backend/cpu/pointwise.hpp"
#include "augury/kernel/product.hpp"

namespace augury::cpu {

template <std::ptrdiff_t Stride>
struct RowOffset {
  constexpr std::ptrdiff_t operator()(int r) const { return r * Stride; }
};

/// out (n, N) = in (n, K) times a K x N matrix; element (k, j) of it is w[k * step_k + j * step_j].
template <int K, int N, int StepK, int StepJ, class T>
void dense_product(Context<Cpu>& ctx, bool accumulate, T* out, const T* in, int n, const T* w,
                   const T* offset = nullptr) {
  constexpr int NR = panel_width<T>, panels = (N + NR - 1) / NR;
  constexpr int piece = std::min(K, 2 * panel_depth<T>);
  ctx.parallel(panels, [&](int panel, int) {
    alignas(alignment) T packed[piece * NR];
    const int width = std::min(NR, N - panel * NR);
    for (int k = 0; k < K; k += piece) {
      const int depth = std::min(piece, K - k);
      const T* source = w + std::ptrdiff_t{k} * StepK + std::ptrdiff_t{panel} * NR * StepJ;
      pack_panel<StepJ>(packed, depth, width,
                        [&](int i) { return source + std::ptrdiff_t{i} * StepK; });
      const auto block = [&]<int Rows>(int i) {
        gather_block<T, Rows, RowOffset<K>, RowOffset<N>>(
            in + std::ptrdiff_t{i} * K + k, 1, 0, depth, packed,
            offset && k == 0 ? offset + panel * NR : nullptr,
            out + std::ptrdiff_t{i} * N + panel * NR, width, accumulate || k > 0);
      };
      int i = 0;
      for (; i + most_rows <= n; i += most_rows) block.template operator()<most_rows>(i);
      for (; i < n; ++i) block.template operator()<1>(i);
    }
  });
}

}  // namespace augury::cpu

namespace augury {

template <class Mode, class SY, class SX, class SW, class T, class Bias = PlusNothing>
void run(matmul_t, Context<Cpu>& ctx, Mode, View<SY, T> y, View<SX, T> x, View<SW, T> w,
         Bias bias = {}) {
  constexpr int K = SX::size, N = SY::size;
  static_assert(SW::size == K * N, "matmul: w has one number for each pair of input and output");
  const auto offset = cpu::pack_offset<T>(ctx, bias);
  cpu::dense_product<K, N, N, 1>(ctx, std::is_same_v<Mode, Add>, y.data, x.data, x.n, w.data,
                                 offset.data());
}

template <class Mode, class SX, class SY, class SW, class T>
void run(matmul_input_t, Context<Cpu>& ctx, Mode, View<SX, T> x, View<SY, T> y, View<SW, T> w) {
  constexpr int K = SY::size, N = SX::size;
  static_assert(SW::size == K * N, "matmul: w has one number for each pair of input and output");
  cpu::dense_product<K, N, 1, K>(ctx, std::is_same_v<Mode, Add>, x.data, y.data, y.n, w.data);
}

template <class Mode, class SW, class SX, class SY, class T>
void run(matmul_weight_t, Context<Cpu>& ctx, Mode mode, View<SW, T> w, View<SX, T> x,
         View<SY, T> y) {
  constexpr int K = SX::size, N = SY::size;
  using Tiles = cpu::OuterTiles<K, N, T>;
  auto panels = ctx.borrow<T>(static_cast<std::size_t>(x.n) * Tiles::width);
  auto sum = ctx.borrow<T>(static_cast<std::size_t>(K) * Tiles::width);
  cpu::to_panels<N>(y.data, panels.data(), x.n);
  const T* right = panels.data();
  // A batch of vectors is an image of one row, under the one tap of a 1 x 1 kernel.
  ctx.parallel(Tiles::tasks, [&](int task, int) {
    Tiles::blocks(task, [&]<int Rows>(int row, int panel) {
      cpu::outer_block<T, Rows, K>(
          &x.data, &right, 1, 1, x.n, 0, 0, row, std::ptrdiff_t{panel} * x.n * cpu::panel_width<T>,
          sum.data() + std::ptrdiff_t{row} * Tiles::width + panel * cpu::panel_width<T>,
          Tiles::width, false);
    });
  });
  cpu::split(ctx, K, N, [&](std::ptrdiff_t begin, std::ptrdiff_t end) {
    for (std::ptrdiff_t k = begin; k < end; ++k)
      for (int j = 0; j < N; ++j)
        cpu::write(mode, w.data[k * N + j], sum.data()[k * Tiles::width + j]);
  });
}

}  // namespace augury
