// SPDX-License-Identifier: MIT
// correlate_weight on the CPU: w[kh, kw, big, small] = sum over images and pixels of the big
// pixel under the tap times the small pixel. Big pixels are read where they lie in a padded copy,
// small ones from panels.
#pragma once
#include "augury/backend/cpu/banks.hpp"
#include "augury/backend/cpu/outer.hpp"
#include "augury/backend/cpu/pointwise.hpp"

namespace augury::cpu {

template <class Big, class Small, class W, class T>
struct WeightGradient {
  using B = Image<Big>;
  using S = Image<Small>;
  static constexpr int run = W::kernel_w * B::channels;  // neighbours in memory under a kernel row
  using Tiles = OuterTiles<run, S::channels, T, W::kernel_h>;
  static constexpr int padded_h = (S::height - 1) * W::stride_h + W::kernel_h;
  static constexpr int padded_w = (S::width - 1) * W::stride_w + W::kernel_w;
  using Pad = Padding<Big, W::pad_w, padded_w>;
  static constexpr std::ptrdiff_t image = std::ptrdiff_t{padded_h} * Pad::row;
  static constexpr int pixels = S::height * S::width;
  static constexpr std::ptrdiff_t panel_image = std::ptrdiff_t{pixels} * Tiles::width;
  static constexpr std::ptrdiff_t matrix = std::ptrdiff_t{W::kernel_h} * run * Tiles::width;

  // Pixels that the blocks of a task run over at once: they stay in the first cache.
  static constexpr int rows = std::max(1, std::min(S::height, 128 / S::width));
  static constexpr int images = std::max(1, 128 / pixels);

  // A small matrix is summed by parts of the batch, a large one by parts of the matrix. Either
  // cut is by sizes alone, so the order of additions knows no threads.
  static constexpr int batch_parts = matrix <= 32 * 1024 ? 8 : 1;
  static constexpr int matrix_parts = batch_parts > 1 ? 1 : W::kernel_h* Tiles::tasks;

  static void prepare(Context<Cpu>& ctx, const T* big, const T* small, int n, T* padded,
                      T* panels) {
    ctx.parallel(n, [&](int i, int) {
      Pad::copy_rows(big + std::ptrdiff_t{i} * Big::size, padded + i * image, -W::pad_h, padded_h);
      to_panels<S::channels>(small + std::ptrdiff_t{i} * Small::size, panels + i * panel_image,
                             pixels);
    });
  }

  /// Sums images [begin, end) of the bank order for the kernel rows and tile of a matrix part.
  static void sum_part(int part, const BankList& banks, int begin, int end, const T* padded,
                       const T* panels, T* sum) {
    std::fill_n(sum, begin == end ? matrix : 0, T(0));
    for (int i = begin; i < end; i += images) {
      const int some = std::min(images, end - i);
      for (int r = 0; r < S::height; r += rows)
        if (matrix_parts > 1)
          sum_block(part / Tiles::tasks, part % Tiles::tasks, banks, i, some, r, padded, panels,
                    sum, i > begin || r > 0);
        else
          for (int kh = 0; kh < W::kernel_h; ++kh)
            for (int tile = 0; tile < Tiles::tasks; ++tile)
              sum_block(kh, tile, banks, i, some, r, padded, panels, sum, i > begin || r > 0);
    }
  }
  static void sum_block(int kh, int tile, const BankList& banks, int first, int some, int r,
                        const T* padded, const T* panels, T* sum, bool accumulate) {
    const T *a[images] = {}, *b[images] = {};
    for (int k = 0; k < some; ++k) {
      const std::ptrdiff_t sample = banks.image(first + k);
      a[k] = padded + sample * image + std::ptrdiff_t{r * W::stride_h + kh} * Pad::row;
      b[k] = panels + sample * panel_image + std::ptrdiff_t{r} * S::width * panel_width<T>;
    }
    Tiles::blocks(tile, [&]<int Rows>(int row, int panel) {
      const std::ptrdiff_t skip = std::ptrdiff_t{panel} * pixels * panel_width<T>;
      outer_block<T, Rows, W::stride_w * B::channels>(
          a, b, some, std::min(rows, S::height - r), S::width, W::stride_h * Pad::row, row, skip,
          sum + (std::ptrdiff_t{kh} * run + row) * Tiles::width + panel * panel_width<T>,
          Tiles::width, accumulate);
    });
  }

  /// Adds the parts of the batch in order, and adds or sets the weights in the weights' own order.
  template <class Mode>
  static void finish(Mode mode, const T* parts, int kh, T* w) {
    constexpr int C = B::channels, F = S::channels;
    constexpr int step = W::order == Order::convolution ? 1 : C;
    for (int m = 0; m < run; ++m) {
      T* target = w + (std::ptrdiff_t{kh} * W::kernel_w + m / C) * C * F;
      target += W::order == Order::convolution ? (m % C) * F : m % C;
      const T* source = parts + (std::ptrdiff_t{kh} * run + m) * Tiles::width;
      for (int f = 0; f < F; ++f) {
        T total = source[f];
        for (int p = 1; p < batch_parts; ++p) total += source[p * matrix + f];
        write(mode, target[std::ptrdiff_t{f} * step], total);
      }
    }
  }
};

}  // namespace augury::cpu

namespace augury {

template <class Mode, class Small, class Big, class SW, class T, class W>
void run(correlate_weight_t, Context<Cpu>& ctx, Mode mode, View<SW, T> w, View<Big, T> big,
         View<Small, T> small, W, BankOf bank = {}) {
  using G = cpu::WeightGradient<Big, Small, W, T>;
  const auto n = static_cast<std::size_t>(big.n), copies = static_cast<std::size_t>(w.n);
  const cpu::BankList banks(ctx, w.n, bank, big.n, 1);
  auto padded = ctx.borrow<T>(n * static_cast<std::size_t>(G::image));
  auto panels = ctx.borrow<T>(n * static_cast<std::size_t>(G::panel_image));
  auto sums = ctx.borrow<T>(copies * static_cast<std::size_t>(G::batch_parts * G::matrix));
  G::prepare(ctx, big.data, small.data, big.n, padded.data(), panels.data());

  constexpr int jobs = G::batch_parts * G::matrix_parts;
  ctx.parallel(w.n * jobs, [&](int task, int) {
    const int b = task / jobs, part = task % jobs, first = banks.first(b), count = banks.images(b);
    if (count == 0) return;
    const int slice = G::batch_parts > 1 ? part : 0;
    G::sum_part(G::batch_parts > 1 ? 0 : part, banks, first + slice * count / G::batch_parts,
                first + (slice + 1) * count / G::batch_parts, padded.data(), panels.data(),
                sums.data() + (std::ptrdiff_t{b} * G::batch_parts + slice) * G::matrix);
  });
  ctx.parallel(w.n * W::kernel_h, [&](int task, int) {
    const int b = task / W::kernel_h, kh = task % W::kernel_h;
    T* target = w.data + std::ptrdiff_t{b} * SW::size;
    if (banks.images(b) > 0)
      G::finish(mode, sums.data() + std::ptrdiff_t{b} * G::batch_parts * G::matrix, kh, target);
    else if (std::is_same_v<Mode, Set>)  // an idle bank
      std::fill_n(target + kh * (SW::size / W::kernel_h), SW::size / W::kernel_h, T(0));
  });
}

}  // namespace augury
