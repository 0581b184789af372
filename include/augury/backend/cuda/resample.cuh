// SPDX-License-Identifier: MIT
// Between images of two sizes on CUDA. Every result is gathered, one number by one thread.
#pragma once
#include "augury/backend/cuda/context.cuh"
#include "augury/backend/cuda/through.cuh"
#include "augury/kernel/element.hpp"
#include "augury/kernel/pixel.hpp"
#include "augury/kernel/resample.hpp"

namespace augury {
namespace cuda {

/// One number of a batch of images.
struct PixelChannel {
  std::ptrdiff_t image;
  int row, column, channel;
};
template <class S>
AUGURY_HD PixelChannel pixel_channel(std::ptrdiff_t i) {
  using I = Image<S>;
  const auto within = static_cast<int>(i % S::size);
  return {i / S::size, within / (I::width * I::channels), within / I::channels % I::width,
          within % I::channels};
}

/// number(place) for all numbers of a batch, written to `out`.
template <class Mode, class Out, class Number>
void gather_pixels(Context<Cuda>& ctx, Mode mode, Out out, Number number) {
  using S = ShapeOf<Out>;
  const std::ptrdiff_t size = std::ptrdiff_t{element::samples(out)} * S::size;
  ctx.for_each(
      size, [=] AUGURY_HD(std::ptrdiff_t i) { store(mode, out, i, number(pixel_channel<S>(i))); });
}

/// Place k of the tile of a small pixel, in the big image.
template <class Tiles, class S, class T>
AUGURY_HD T at_place(View<S, T> big, PixelChannel at, int k) {
  return element::pixel_at(big, at.image, at.row * Tiles::stride_h + k / Tiles::kernel_w,
                           at.column * Tiles::stride_w + k % Tiles::kernel_w)[at.channel];
}

/// The sum of term(row, column) over the small pixels whose tiles lie over a big pixel.
template <class Tiles, class Small, class T, class Term>
AUGURY_HD T sum_over(PixelChannel at, Term term) {
  const element::Over rows(at.row, Tiles::kernel_h, Tiles::stride_h, Image<Small>::height);
  const element::Over columns(at.column, Tiles::kernel_w, Tiles::stride_w, Image<Small>::width);
  T sum(0);
  for (int i = rows.first; i <= rows.last; ++i)
    for (int j = columns.first; j <= columns.last; ++j) sum += term(i, j);
  return sum;
}

}  // namespace cuda

template <class Mode, class Out, class Big, class T, class Tiles>
void run(sum_tiles_t, Context<Cuda>& ctx, Mode mode, Out small, View<Big, T> big, Tiles,
         double factor) {
  cuda::gather_pixels(ctx, mode, small, [=] AUGURY_HD(cuda::PixelChannel at) {
    T sum(0);
    for (int k = 0; k < Tiles::kernel_h * Tiles::kernel_w; ++k)
      sum += T(factor) * cuda::at_place<Tiles>(big, at, k);
    return sum;
  });
}

template <class Mode, class Out, class Small, class T, class Tiles>
void run(fill_tiles_t, Context<Cuda>& ctx, Mode mode, Out big, View<Small, T> small, Tiles,
         double factor) {
  cuda::gather_pixels(ctx, mode, big, [=] AUGURY_HD(cuda::PixelChannel at) {
    return cuda::sum_over<Tiles, Small, T>(at, [&](int i, int j) {
      return T(factor) * element::pixel_at(small, at.image, i, j)[at.channel];
    });
  });
}

template <class Mode, class Out, class Small, class T>
void run(interpolate_t, Context<Cuda>& ctx, Mode mode, Out big, View<Small, T> small) {
  using S = Image<Small>;
  using B = Image<ShapeOf<Out>>;
  constexpr int by_h = B::height / S::height, by_w = B::width / S::width;
  cuda::gather_pixels(ctx, mode, big, [=] AUGURY_HD(cuda::PixelChannel at) {
    const element::Between<T> y(at.row, by_h, S::height), x(at.column, by_w, S::width);
    const auto number = [&](int row, int column) {
      return element::pixel_at(small, at.image, row, column)[at.channel];
    };
    return (1 - y.share) *
               ((1 - x.share) * number(y.low, x.low) + x.share * number(y.low, x.high)) +
           y.share * ((1 - x.share) * number(y.high, x.low) + x.share * number(y.high, x.high));
  });
}

template <class Mode, class Out, class Big, class T>
void run(interpolate_adjoint_t, Context<Cuda>& ctx, Mode mode, Out small, View<Big, T> big) {
  using S = Image<ShapeOf<Out>>;
  using B = Image<Big>;
  constexpr int by_h = B::height / S::height, by_w = B::width / S::width;
  cuda::gather_pixels(ctx, mode, small, [=] AUGURY_HD(cuda::PixelChannel at) {
    // A small pixel reaches no further than the enlarged pixels beside its own.
    const auto least = [](int a, int b) { return a < b ? a : b; };
    const int last_row = least(B::height, (at.row + 2) * by_h);
    const int last_column = least(B::width, (at.column + 2) * by_w);
    T sum(0);
    for (int i = at.row > 0 ? (at.row - 1) * by_h : 0; i < last_row; ++i) {
      const T y = element::Between<T>(i, by_h, S::height).of(at.row);
      for (int j = at.column > 0 ? (at.column - 1) * by_w : 0; j < last_column; ++j)
        sum += y * element::Between<T>(j, by_w, S::width).of(at.column) *
               element::pixel_at(big, at.image, i, j)[at.channel];
    }
    return sum;
  });
}

template <class Small, class Big, class T, class Tiles>
void run(find_maxima_t, Context<Cuda>& ctx, View<Small, T> where, View<Big, T> big, Tiles) {
  cuda::gather_pixels(ctx, set, where, [=] AUGURY_HD(cuda::PixelChannel at) {
    T most = cuda::at_place<Tiles>(big, at, 0);
    int place = 0;
    for (int k = 1; k < Tiles::kernel_h * Tiles::kernel_w; ++k) {
      const T number = cuda::at_place<Tiles>(big, at, k);
      if (number > most || number != number) most = number, place = k;  // NaN wins
    }
    return T(place);
  });
}

template <class Mode, class Out, class Small, class Big, class T, class Tiles>
void run(take_places_t, Context<Cuda>& ctx, Mode mode, Out small, View<Big, T> big,
         View<Small, T> where, Tiles) {
  cuda::gather_pixels(ctx, mode, small, [=] AUGURY_HD(cuda::PixelChannel at) {
    const T place = element::pixel_at(where, at.image, at.row, at.column)[at.channel];
    return cuda::at_place<Tiles>(big, at, static_cast<int>(place));
  });
}

template <class Mode, class Out, class Small, class T, class Tiles>
void run(put_places_t, Context<Cuda>& ctx, Mode mode, Out big, View<Small, T> small,
         View<Small, T> where, Tiles) {
  cuda::gather_pixels(ctx, mode, big, [=] AUGURY_HD(cuda::PixelChannel at) {
    return cuda::sum_over<Tiles, Small, T>(at, [&](int i, int j) {
      const T here =
          T((at.row - i * Tiles::stride_h) * Tiles::kernel_w + at.column - j * Tiles::stride_w);
      return element::pixel_at(where, at.image, i, j)[at.channel] == here
                 ? element::pixel_at(small, at.image, i, j)[at.channel]
                 : T(0);
    });
  });
}

}  // namespace augury
