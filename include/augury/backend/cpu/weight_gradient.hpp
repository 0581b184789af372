// SPDX-License-Identifier: MIT
// correlate_weight on the CPU: w[kh, kw, big, small] = sum over images and pixels of the big
// pixel under the tap times the small pixel. Both are read where they lie.
#pragma once
#include "augury/backend/cpu/banks.hpp"
#include "augury/backend/cpu/gather.hpp"

namespace augury::cpu {

/// Sums over pixels of a[pixel][r] * b[pixel][j]: `images` images of rows x columns pixels.
/// The images' first pixels are listed; steps lead to the next pixel and row.
template <class T, int Rows>
[[gnu::noinline]] void outer_block(const T* const* a, const T* const* b, int images, int rows,
                                   int columns, std::ptrdiff_t a_row, std::ptrdiff_t a_col,
                                   std::ptrdiff_t b_row, std::ptrdiff_t b_col, int a_first,
                                   int b_first, T* c, std::ptrdiff_t c_row, bool accumulate) {
  Block<T, Rows, block_vectors> block;
  block.clear();
  for (int i = 0; i < images; ++i)
    for (int r = 0; r < rows; ++r) {
      const T* left = a[i] + a_first + r * a_row;
      const T* right = b[i] + b_first + r * b_row;
      for (int q = 0; q < columns; ++q, left += a_col, right += b_col)
        block.multiply_add(left, [](auto k) { return k; }, right);
    }
  block.write(c, [c_row](int r) { return r * c_row; }, panel_width<T>, accumulate);
}

/// How the matrix of one kernel row, (kernel_w * big channels) x small channels, is cut into
/// tasks; each task sums over the whole batch, so the order of additions knows no threads.
template <int Height, int Width, class T>
struct OuterTiles {
  static constexpr int strip = Height < most_rows ? Height : strip_rows(Height);
  static constexpr int strips = (Height + strip - 1) / strip;
  static constexpr int panels = (Width + panel_width<T> - 1) / panel_width<T>;
  static constexpr int panel_tasks = panels >= 16 ? 16 : (strips < 8 ? std::min(panels, 4) : 1);
  static constexpr int strip_tasks = std::min(strips, std::max(1, 16 / panel_tasks));
  static constexpr int tasks = panel_tasks * strip_tasks;
  static constexpr int padded_width = panels * panel_width<T>;

  /// body.template operator()<Rows>(first row, first column) for the blocks of one task.
  template <class Body>
  static void blocks(int task, Body body) {
    const int p = task % panel_tasks, s = task / panel_tasks;
    for (int panel = p * panels / panel_tasks; panel < (p + 1) * panels / panel_tasks; ++panel)
      for (int i = s * strips / strip_tasks; i < (s + 1) * strips / strip_tasks; ++i) {
        constexpr int last = Height - (strips - 1) * strip;
        if (i + 1 < strips) body.template operator()<strip>(i * strip, panel * panel_width<T>);
        else body.template operator()<last>(i * strip, panel * panel_width<T>);
      }
  }
};

/// Copies rows of `Width` numbers into rows of `Padded`, so that vector loads stay inside.
template <int Width, int Padded, class T>
void widen(const T* from, T* to, std::ptrdiff_t rows) {
  for (; rows > 0; --rows, from += Width, to += Padded) {
    std::copy_n(from, Width, to);
    std::fill_n(to + Width, Padded - Width, T(0));
  }
}

template <class Big, class Small, class W, class T>
struct WeightGradient {
  using B = Image<Big>;
  using S = Image<Small>;
  static constexpr int run = W::kernel_w * B::channels;
  using Tiles = OuterTiles<run, S::channels, T>;
  static constexpr int padded_h = (S::height - 1) * W::stride_h + W::kernel_h;
  static constexpr int padded_w = (S::width - 1) * W::stride_w + W::kernel_w;
  using Pad = Padding<Big, W::pad_w, padded_w>;
  static constexpr std::ptrdiff_t image = std::ptrdiff_t{padded_h} * Pad::row;
  static constexpr int column = Tiles::padded_width;  // of a small pixel, widened
  static constexpr bool widened = column != S::channels;
  static constexpr std::ptrdiff_t small_image = std::ptrdiff_t{S::height} * S::width * column;
  static constexpr std::ptrdiff_t matrix = std::ptrdiff_t{W::kernel_h} * run * column;

  // Pixels that a pass over the blocks of a task takes at once: they stay in the first cache.
  static constexpr int rows = std::max(1, std::min(S::height, 128 / S::width));
  static constexpr int images = std::max(1, 128 / (S::height * S::width));

  static void prepare(Context<Cpu>& ctx, const T* big, const T* small, int n, T* padded, T* wide) {
    ctx.parallel(n, [&](int i, int) {
      Pad::copy_rows(big + std::ptrdiff_t{i} * Big::size, padded + i * image, -W::pad_h, padded_h);
      if constexpr (widened)
        widen<S::channels, column>(small + std::ptrdiff_t{i} * Small::size, wide + i * small_image,
                                   S::height * S::width);
    });
  }

  /// One task's part of the matrix of one bank and one kernel row, summed over its images.
  static void task(int kh, int tile, const BankList& banks, int bank, const T* padded,
                   const T* small, T* sum) {
    const int first = banks.first(bank), count = banks.images(bank);
    const T *a[images] = {}, *b[images] = {};
    for (int i = 0; i < count; i += images) {
      const int some = std::min(images, count - i);
      for (int r = 0; r < S::height; r += rows) {
        for (int k = 0; k < some; ++k) {
          const std::ptrdiff_t sample = banks.image(first + i + k);
          a[k] = padded + sample * image + std::ptrdiff_t{r * W::stride_h + kh} * Pad::row;
          b[k] = small + sample * small_image + std::ptrdiff_t{r} * S::width * column;
        }
        Tiles::blocks(tile, [&]<int Rows>(int row, int col) {
          outer_block<T, Rows>(a, b, some, std::min(rows, S::height - r), S::width,
                               W::stride_h * Pad::row, W::stride_w * B::channels,
                               S::width * column, column, row, col,
                               sum + (std::ptrdiff_t{kh} * run + row) * column + col, column,
                               i > 0 || r > 0);
        });
      }
    }
  }

  /// Adds or sets the weights from the sums, in the weights' own order.
  template <class Mode>
  static void finish(Mode, const T* sum, int kh, T* w) {
    constexpr int C = B::channels, F = S::channels;
    for (int m = 0; m < run; ++m) {
      T* target = w + (std::ptrdiff_t{kh} * W::kernel_w + m / C) * C * F;
      target += W::order == Order::convolution ? (m % C) * F : m % C;
      constexpr int step = W::order == Order::convolution ? 1 : C;
      const T* source = sum + (std::ptrdiff_t{kh} * run + m) * column;
      for (int f = 0; f < F; ++f) {
        if constexpr (std::is_same_v<Mode, Set>) target[f * step] = source[f];
        else target[f * step] += source[f];
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
  const int n = big.n;
  const cpu::BankList banks(ctx, w.n, bank, n, 1);
  auto padded = ctx.borrow<T>(static_cast<std::size_t>(n * G::image));
  auto wide = ctx.borrow<T>(G::widened ? static_cast<std::size_t>(n * G::small_image) : 1);
  auto sum = ctx.borrow<T>(static_cast<std::size_t>(w.n * G::matrix));
  G::prepare(ctx, big.data, small.data, n, padded.data(), wide.data());
  constexpr int rows = W::kernel_h, jobs = rows * G::Tiles::tasks;
  ctx.parallel(w.n * jobs, [&](int task, int) {
    const int b = task / jobs;
    if (banks.images(b) == 0) return;
    G::task(task % jobs / G::Tiles::tasks, task % G::Tiles::tasks, banks, b, padded.data(),
            G::widened ? wide.data() : small.data, sum.data() + b * G::matrix);
  });
  ctx.parallel(w.n * rows, [&](int task, int) {
    const int b = task / rows;
    if (banks.images(b) > 0)
      G::finish(mode, sum.data() + b * G::matrix, task % rows,
                w.data + std::ptrdiff_t{b} * SW::size);
    else if (std::is_same_v<Mode, Set>)
      std::fill_n(w.data + std::ptrdiff_t{b} * SW::size + std::ptrdiff_t{task % rows} * SW::size / rows,
                  SW::size / rows, T(0));
  });
}

}  // namespace augury
