// SPDX-License-Identifier: MIT
// correlate and spread on CUDA, as products of patches that are read where they lie.
#pragma once
#include "augury/backend/cuda/banks.cuh"
#include "augury/backend/cuda/convolution_by_library.cuh"
#include "augury/backend/cuda/filter.cuh"
#include "augury/backend/cuda/product.cuh"
#include "augury/kernel/element.hpp"
#include "augury/kernel/phase.hpp"
#include "augury/kernel/product.hpp"

namespace augury {
namespace cuda {

/// The number of an image at a row, column and channel; zero outside.
template <class S, class T>
AUGURY_HD T pixel_or_zero(const T* images, int image, int row, int column, int channel) {
  using I = Image<S>;
  if (row < 0 || row >= I::height || column < 0 || column >= I::width) return T(0);
  return images[((std::ptrdiff_t{image} * I::height + row) * I::width + column) * I::channels +
                channel];
}

/// small = big * w. A part is a bank, a row one of its small pixels, a column one of its channels.
template <class Big, class W, class Mode, class Out>
struct Correlate {
  using T = ScalarOf<Out>;
  using Number = T;
  using Small = ShapeOf<Out>;
  using S = Image<Small>;
  static constexpr int C = Big::channels, pixels = S::height * S::width;
  BankOrder banks;
  Target<Mode, Out> small;
  const T *big, *w;
  std::ptrdiff_t bank_size;

  AUGURY_HD Extent extent(int bank) const {
    return {banks.count(bank) * pixels, Small::channels, W::kernel_h * W::kernel_w * C};
  }
  AUGURY_HD T left(int bank, int m, int k) const {
    const int image = banks.image(banks.first(bank) + m / pixels), pixel = m % pixels;
    const int tap = k / C;
    return pixel_or_zero<Big>(big, image,
                              pixel / S::width * W::stride_h + tap / W::kernel_w - W::pad_h,
                              pixel % S::width * W::stride_w + tap % W::kernel_w - W::pad_w, k % C);
  }
  AUGURY_HD T right(int bank, int k, int n) const {
    const int tap = k / C;
    return w[bank * bank_size +
             weight_at<Big, Small, W>(tap / W::kernel_w, tap % W::kernel_w, k % C, n)];
  }
  AUGURY_HD void put(int bank, int m, int n, T sum) const {
    const std::ptrdiff_t image = banks.image(banks.first(bank) + m / pixels);
    small.put((image * pixels + m % pixels) * Small::channels + n, n, sum);
  }
};

/// The adjoint in the big image. A part is a bank and a phase, a row one of its big pixels.
template <class Small, class W, class Mode, class Out>
struct Spread {
  using T = ScalarOf<Out>;
  using Number = T;
  using Big = ShapeOf<Out>;
  using B = Image<Big>;
  using S = Image<Small>;
  static constexpr int F = Small::channels, phases = W::stride_h * W::stride_w;
  BankOrder banks;
  Target<Mode, Out> big;
  const T *small, *w;
  std::ptrdiff_t bank_size;

  AUGURY_HD static Phase vertical(int part) {
    return phase_of(part % phases / W::stride_w, W::kernel_h, W::stride_h, W::pad_h, B::height);
  }
  AUGURY_HD static Phase horizontal(int part) {
    return phase_of(part % phases % W::stride_w, W::kernel_w, W::stride_w, W::pad_w, B::width);
  }
  AUGURY_HD Extent extent(int part) const {
    const Phase v = vertical(part), h = horizontal(part);
    return {banks.count(part / phases) * v.count * h.count, Big::channels, v.taps * h.taps * F};
  }
  AUGURY_HD int image_of(int part, int m, int pixels) const {
    return banks.image(banks.first(part / phases) + m / pixels);
  }
  /// Big pixel q of an axis sums the small pixels q - t under the taps phase + stride * t.
  AUGURY_HD T left(int part, int m, int k) const {
    const Phase v = vertical(part), h = horizontal(part);
    const int pixels = v.count * h.count, pixel = m % pixels, tap = k / F;
    return pixel_or_zero<Small>(small, image_of(part, m, pixels),
                                v.first + pixel / h.count - tap / h.taps,
                                h.first + pixel % h.count - tap % h.taps, k % F);
  }
  AUGURY_HD T right(int part, int k, int n) const {
    const int taps = horizontal(part).taps, tap = k / F, phase = part % phases;
    const int kh = phase / W::stride_w + tap / taps * W::stride_h;
    const int kw = phase % W::stride_w + tap % taps * W::stride_w;
    return w[part / phases * bank_size + weight_at<Big, Small, W>(kh, kw, n, k % F)];
  }
  AUGURY_HD void put(int part, int m, int n, T sum) const {
    const Phase v = vertical(part), h = horizontal(part);
    const int pixels = v.count * h.count, pixel = m % pixels;
    const std::ptrdiff_t row = v.output + pixel / h.count * W::stride_h;
    const std::ptrdiff_t column = h.output + pixel % h.count * W::stride_w;
    const std::ptrdiff_t image = image_of(part, m, pixels);
    big.put(((image * B::height + row) * B::width + column) * Big::channels + n, n, sum);
  }
};

}  // namespace cuda

template <class Mode, class Out, class Big, class SW, class T, class W, class Bias = PlusNothing>
void run(correlate_t, Context<Cuda>& ctx, Mode mode, Out small, View<Big, T> big, View<SW, T> w, W,
         BankOf bank = {}, Bias bias = {}) {
  using Small = ShapeOf<Out>;
  const auto offset = cuda::offset_of<T>(bias);
  if (w.n == 1 &&
      cuda::images_by_library<Big, Small, W>(ctx, mode, cuda::Pass::correlate, big.n,
                                             cuda::memory_of(small), big.data, w.data, offset))
    return cuda::finish(ctx, small);
  using Problem = cuda::Correlate<Big, W, Mode, Out>;
  const cuda::BankList banks(ctx, w.n, bank, big.n);
  cuda::solve(ctx, w.n, {big.n * Problem::pixels, Small::channels, 0},
              Problem{banks.order(), {small, offset}, big.data, w.data, SW::size});
}

template <class Mode, class Out, class Small, class SW, class T, class W, class Bias = PlusNothing>
void run(spread_t, Context<Cuda>& ctx, Mode mode, Out big, View<Small, T> small, View<SW, T> w, W,
         BankOf bank = {}, Bias bias = {}) {
  using Big = ShapeOf<Out>;
  const auto offset = cuda::offset_of<T>(bias);
  if (w.n == 1 &&
      cuda::images_by_library<Big, Small, W>(ctx, mode, cuda::Pass::spread, small.n,
                                             cuda::memory_of(big), small.data, w.data, offset))
    return cuda::finish(ctx, big);
  using Problem = cuda::Spread<Small, W, Mode, Out>;
  using B = Image<Big>;
  // No phase has more pixels than the first ones.
  constexpr int rows = (B::height + W::stride_h - 1) / W::stride_h;
  constexpr int columns = (B::width + W::stride_w - 1) / W::stride_w;
  const cuda::BankList banks(ctx, w.n, bank, small.n);
  cuda::solve(ctx, w.n * Problem::phases, {small.n * rows * columns, Big::channels, 0},
              Problem{banks.order(), {big, offset}, small.data, w.data, SW::size});
}

}  // namespace augury
