// SPDX-License-Identifier: MIT
// correlate_weight on the CPU: w[kh, kw, big, small] = sum over images and pixels of the big
// pixel under the tap times the small pixel. Big pixels are read where they lie, small ones from
// panels.
#pragma once
#include "augury/backend/cpu/banks.hpp"
#include "augury/backend/cpu/outer.hpp"
#include "augury/backend/cpu/pointwise.hpp"

namespace augury::cpu {

/// The small pixels whose tap lies inside of the big image: [begin, end) of an axis.
struct Inside {
  int begin, end;
};
constexpr Inside inside(int tap, int stride, int pad, int small, int big) {
  const int last = big - 1 + pad - tap;
  return {pad > tap ? (pad - tap + stride - 1) / stride : 0,
          last < 0 ? 0 : std::min(small, last / stride + 1)};
}

template <class Big, class Small, class W, class T>
struct WeightGradient {
  using B = Image<Big>;
  using S = Image<Small>;
  static constexpr int C = B::channels, F = S::channels;
  // Big images of many channels are read without a border, one tap at a time. Those of few are
  // copied with one, so that a kernel row's taps are one run of neighbours.
  static constexpr bool bordered = C < 16;
  static constexpr int taps_w = bordered ? 1 : W::kernel_w;
  static constexpr int taps = W::kernel_h * taps_w;
  static constexpr int run = bordered ? W::kernel_w * C : C;
  using Tiles = OuterTiles<run, F, T, taps>;

  static constexpr int bordered_h = (S::height - 1) * W::stride_h + W::kernel_h;
  static constexpr int bordered_w = (S::width - 1) * W::stride_w + W::kernel_w;
  using Border = Padding<Big, W::pad_w, bordered_w>;
  static constexpr std::ptrdiff_t row = bordered ? Border::row : B::width * C;
  static constexpr std::ptrdiff_t image = bordered ? bordered_h * row : std::ptrdiff_t{Big::size};
  static constexpr int pixels = S::height * S::width;
  static constexpr std::ptrdiff_t panel_image = std::ptrdiff_t{pixels} * Tiles::width;
  static constexpr std::ptrdiff_t matrix = std::ptrdiff_t{taps} * run * Tiles::width;

  // Pixels that the blocks of a task run over at once: they stay in the first cache.
  static constexpr int rows = std::max(1, std::min(S::height, 128 / S::width));
  static constexpr int images = std::max(1, 128 / pixels);

  // A small matrix is summed by parts of the batch, a large one by parts of the matrix. Either
  // cut is by sizes alone, so the order of additions knows no threads.
  static constexpr int batch_parts = matrix <= 32 * 1024 ? 8 : 1;
  static constexpr int matrix_parts = batch_parts > 1 ? 1 : taps* Tiles::tasks;

  static void prepare(Context<Cpu>& ctx, const T* big, const T* small, int n, T* with_border,
                      T* panels) {
    ctx.parallel(n, [&](int i, int) {
      if constexpr (bordered)
        Border::copy_rows(big + std::ptrdiff_t{i} * Big::size, with_border + i * image, -W::pad_h,
                          bordered_h);
      to_panels<F>(small + std::ptrdiff_t{i} * Small::size, panels + i * panel_image, pixels);
    });
  }

  /// Sums images [begin, end) of the bank order for one part of the matrix.
  static void sum_part(int part, const BankList& banks, int begin, int end, const T* big,
                       const T* panels, T* sum) {
    if (begin == end) std::fill_n(sum, matrix, T(0));
    for (int i = begin; i < end; i += images)
      for (int r = 0; r < S::height; r += rows)
        for (int p = part; p < taps * Tiles::tasks; p += matrix_parts)
          sum_block(p / Tiles::tasks, p % Tiles::tasks, banks, i, std::min(images, end - i), r, big,
                    panels, sum, i > begin || r > 0);
  }
  /// Adds the rows from `first_row` on of some images for one tap and tile.
  static void sum_block(int tap, int tile, const BankList& banks, int first, int some,
                        int first_row, const T* big, const T* panels, T* sum, bool accumulate) {
    const int kh = tap / taps_w, kw = tap % taps_w;
    const Inside v =
        bordered ? Inside{0, S::height} : inside(kh, W::stride_h, W::pad_h, S::height, B::height);
    const Inside h =
        bordered ? Inside{0, S::width} : inside(kw, W::stride_w, W::pad_w, S::width, B::width);
    const int r = std::max(first_row, v.begin), r_end = std::min(first_row + rows, v.end);
    const T *a[images] = {}, *b[images] = {};
    for (int k = 0; k < some; ++k) {
      const std::ptrdiff_t sample = banks.image(first + k);
      a[k] = big + sample * image + (r * W::stride_h + kh - (bordered ? 0 : W::pad_h)) * row +
             (h.begin * W::stride_w + kw - (bordered ? 0 : W::pad_w)) * C;
      b[k] =
          panels + sample * panel_image + std::ptrdiff_t{r * S::width + h.begin} * panel_width<T>;
    }
    Tiles::blocks(tile, [&]<int Rows>(int m, int panel) {
      outer_block<T, Rows, W::stride_w * C>(
          a, b, some, r_end - r, h.end - h.begin, W::stride_h * row, S::width * panel_width<T>, m,
          std::ptrdiff_t{panel} * pixels * panel_width<T>,
          sum + (std::ptrdiff_t{tap} * run + m) * Tiles::width + panel * panel_width<T>,
          Tiles::width, accumulate);
    });
  }

  /// Adds the parts of the batch in order, and adds or sets the weights in the weights' own order.
  template <class Mode>
  static void finish(Mode mode, const T* parts, int tap, T* w) {
    constexpr int step = W::order == Order::convolution ? 1 : C;
    for (int m = 0; m < run; ++m) {
      const int c = m % C, kw = bordered ? m / C : tap % taps_w;
      T* target = w + std::ptrdiff_t{tap / taps_w * W::kernel_w + kw} * C * F;
      target += W::order == Order::convolution ? c * F : c;
      const T* source = parts + (std::ptrdiff_t{tap} * run + m) * Tiles::width;
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
  auto border = ctx.borrow<T>(G::bordered ? n * static_cast<std::size_t>(G::image) : 1);
  auto panels = ctx.borrow<T>(n * static_cast<std::size_t>(G::panel_image));
  auto sums = ctx.borrow<T>(copies * static_cast<std::size_t>(G::batch_parts * G::matrix));
  G::prepare(ctx, big.data, small.data, big.n, border.data(), panels.data());

  constexpr int jobs = G::batch_parts * G::matrix_parts;
  ctx.parallel(w.n * jobs, [&](int task, int) {
    const int b = task / jobs, first = banks.first(b), count = banks.images(b);
    if (count == 0) return;
    const int slice = G::batch_parts > 1 ? task % jobs : 0;
    G::sum_part(G::batch_parts > 1 ? 0 : task % jobs, banks, first + slice * count / G::batch_parts,
                first + (slice + 1) * count / G::batch_parts,
                G::bordered ? border.data() : big.data, panels.data(),
                sums.data() + (std::ptrdiff_t{b} * G::batch_parts + slice) * G::matrix);
  });
  ctx.parallel(w.n * G::taps, [&](int task, int) {
    const int b = task / G::taps, tap = task % G::taps;
    T* target = w.data + std::ptrdiff_t{b} * SW::size;
    if (banks.images(b) > 0)
      G::finish(mode, sums.data() + std::ptrdiff_t{b} * G::batch_parts * G::matrix, tap, target);
    else if (std::is_same_v<Mode, Set>)  // an idle bank
      std::fill_n(target + tap * (SW::size / G::taps), SW::size / G::taps, T(0));
  });
}

}  // namespace augury
