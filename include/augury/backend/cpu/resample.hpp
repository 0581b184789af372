// SPDX-License-Identifier: MIT
// Between images of two sizes on the CPU. Every result is gathered, pixel by pixel, so that the
// order of additions knows no threads.
#pragma once
#include "augury/backend/cpu/pointwise.hpp"
#include "augury/kernel/pixel.hpp"
#include "augury/kernel/resample.hpp"

namespace augury {
namespace cpu {

/// pixel(image, row, column, its C numbers) for all pixels of a batch, split over the threads. The
/// numbers begin as zeros and are then written to `out`.
template <class Mode, class S, class T, class Pixel>
void gather_pixels(Context<Cpu>& ctx, Mode mode, View<S, T> out, int work, Pixel pixel) {
  using I = Image<S>;
  constexpr std::ptrdiff_t row = std::ptrdiff_t{I::width} * I::channels;
  split(ctx, std::ptrdiff_t{out.n} * I::height, row * work,
        [&](std::ptrdiff_t begin, std::ptrdiff_t end) {
          T sum[I::channels];
          for (std::ptrdiff_t r = begin; r < end; ++r)
            for (int x = 0; x < I::width; ++x) {
              std::fill_n(sum, I::channels, T(0));
              pixel(r / I::height, static_cast<int>(r % I::height), x, sum);
              T* target = out.data + r * row + std::ptrdiff_t{x} * I::channels;
              for (int c = 0; c < I::channels; ++c) write(mode, target[c], sum[c]);
            }
        });
}

}  // namespace cpu

template <class Mode, class Small, class Big, class T, class Tiles>
void run(sum_tiles_t, Context<Cpu>& ctx, Mode mode, View<Small, T> small, View<Big, T> big, Tiles,
         double factor) {
  const auto pixel = [&](std::ptrdiff_t image, int row, int column, T* sum) {
    for (int i = 0; i < Tiles::kernel_h; ++i)
      for (int j = 0; j < Tiles::kernel_w; ++j) {
        const T* in =
            cpu::pixel_at(big, image, row * Tiles::stride_h + i, column * Tiles::stride_w + j);
        for (int c = 0; c < Big::channels; ++c) sum[c] += T(factor) * in[c];
      }
  };
  cpu::gather_pixels(ctx, mode, small, Tiles::kernel_h * Tiles::kernel_w, pixel);
}

template <class Mode, class Big, class Small, class T, class Tiles>
void run(fill_tiles_t, Context<Cpu>& ctx, Mode mode, View<Big, T> big, View<Small, T> small, Tiles,
         double factor) {
  const auto pixel = [&](std::ptrdiff_t image, int row, int column, T* sum) {
    const cpu::Over rows(row, Tiles::kernel_h, Tiles::stride_h, Image<Small>::height);
    const cpu::Over columns(column, Tiles::kernel_w, Tiles::stride_w, Image<Small>::width);
    for (int i = rows.first; i <= rows.last; ++i)
      for (int j = columns.first; j <= columns.last; ++j) {
        const T* in = cpu::pixel_at(small, image, i, j);
        for (int c = 0; c < Small::channels; ++c) sum[c] += T(factor) * in[c];
      }
  };
  cpu::gather_pixels(ctx, mode, big, 1, pixel);
}

template <class Mode, class Big, class Small, class T>
void run(interpolate_t, Context<Cpu>& ctx, Mode mode, View<Big, T> big, View<Small, T> small) {
  using S = Image<Small>;
  constexpr int by_h = Image<Big>::height / S::height, by_w = Image<Big>::width / S::width;
  const auto pixel = [&](std::ptrdiff_t image, int row, int column, T* sum) {
    const cpu::Between<T> y(row, by_h, S::height), x(column, by_w, S::width);
    const T* top_left = cpu::pixel_at(small, image, y.low, x.low);
    const T* top_right = cpu::pixel_at(small, image, y.low, x.high);
    const T* bottom_left = cpu::pixel_at(small, image, y.high, x.low);
    const T* bottom_right = cpu::pixel_at(small, image, y.high, x.high);
    for (int c = 0; c < S::channels; ++c)
      sum[c] = (1 - y.share) * ((1 - x.share) * top_left[c] + x.share * top_right[c]) +
               y.share * ((1 - x.share) * bottom_left[c] + x.share * bottom_right[c]);
  };
  cpu::gather_pixels(ctx, mode, big, 4, pixel);
}

template <class Mode, class Small, class Big, class T>
void run(interpolate_adjoint_t, Context<Cpu>& ctx, Mode mode, View<Small, T> small,
         View<Big, T> big) {
  using S = Image<Small>;
  using B = Image<Big>;
  constexpr int by_h = B::height / S::height, by_w = B::width / S::width;
  const auto pixel = [&](std::ptrdiff_t image, int row, int column, T* sum) {
    // A small pixel reaches no further than the enlarged pixels beside its own.
    const int last_row = std::min(B::height, (row + 2) * by_h);
    const int last_column = std::min(B::width, (column + 2) * by_w);
    for (int i = std::max(0, (row - 1) * by_h); i < last_row; ++i) {
      const T y = cpu::Between<T>(i, by_h, S::height).of(row);
      if (y == T(0)) continue;
      for (int j = std::max(0, (column - 1) * by_w); j < last_column; ++j) {
        const T share = y * cpu::Between<T>(j, by_w, S::width).of(column);
        if (share == T(0)) continue;
        const T* in = cpu::pixel_at(big, image, i, j);
        for (int c = 0; c < S::channels; ++c) sum[c] += share * in[c];
      }
    }
  };
  cpu::gather_pixels(ctx, mode, small, 4 * by_h * by_w, pixel);
}

template <class Small, class Big, class T, class Tiles>
void run(find_maxima_t, Context<Cpu>& ctx, View<Small, T> where, View<Big, T> big, Tiles) {
  const auto pixel = [&](std::ptrdiff_t image, int row, int column, T* place) {
    T most[Big::channels];
    std::copy_n(cpu::pixel_at(big, image, row * Tiles::stride_h, column * Tiles::stride_w),
                Big::channels, most);
    for (int k = 1; k < Tiles::kernel_h * Tiles::kernel_w; ++k) {
      const T* in = cpu::pixel_at(big, image, row * Tiles::stride_h + k / Tiles::kernel_w,
                                  column * Tiles::stride_w + k % Tiles::kernel_w);
      for (int c = 0; c < Big::channels; ++c)
        if (in[c] > most[c] || in[c] != in[c]) most[c] = in[c], place[c] = T(k);  // NaN wins
    }
  };
  cpu::gather_pixels(ctx, set, where, Tiles::kernel_h * Tiles::kernel_w, pixel);
}

template <class Mode, class Small, class Big, class T, class Tiles>
void run(take_places_t, Context<Cpu>& ctx, Mode mode, View<Small, T> small, View<Big, T> big,
         View<Small, T> where, Tiles) {
  const auto pixel = [&](std::ptrdiff_t image, int row, int column, T* sum) {
    const T* place = cpu::pixel_at(where, image, row, column);
    for (int c = 0; c < Big::channels; ++c) {
      const int k = static_cast<int>(place[c]);
      sum[c] = cpu::pixel_at(big, image, row * Tiles::stride_h + k / Tiles::kernel_w,
                             column * Tiles::stride_w + k % Tiles::kernel_w)[c];
    }
  };
  cpu::gather_pixels(ctx, mode, small, 4, pixel);
}

template <class Mode, class Big, class Small, class T, class Tiles>
void run(put_places_t, Context<Cpu>& ctx, Mode mode, View<Big, T> big, View<Small, T> small,
         View<Small, T> where, Tiles) {
  const auto pixel = [&](std::ptrdiff_t image, int row, int column, T* sum) {
    const cpu::Over rows(row, Tiles::kernel_h, Tiles::stride_h, Image<Small>::height);
    const cpu::Over columns(column, Tiles::kernel_w, Tiles::stride_w, Image<Small>::width);
    for (int i = rows.first; i <= rows.last; ++i)
      for (int j = columns.first; j <= columns.last; ++j) {
        const T here =
            T((row - i * Tiles::stride_h) * Tiles::kernel_w + column - j * Tiles::stride_w);
        const T* in = cpu::pixel_at(small, image, i, j);
        const T* place = cpu::pixel_at(where, image, i, j);
        for (int c = 0; c < Small::channels; ++c)
          if (place[c] == here) sum[c] += in[c];
      }
  };
  cpu::gather_pixels(ctx, mode, big, 2, pixel);
}

}  // namespace augury
