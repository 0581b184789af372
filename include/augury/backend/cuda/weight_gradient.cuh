// SPDX-License-Identifier: MIT
// correlate_weight on CUDA: w[kh, kw, big, small] = sum over images and pixels of the big pixel under
// the tap times the small pixel. Few weights see many pixels, so the batch is cut into shares, each
// summed by other blocks, and the shares are added in order.
#pragma once
#include "augury/backend/cuda/convolution.cuh"

namespace augury {
namespace cuda {

/// A part is a bank and a share of its images, a row one tap of one big channel, a column one small
/// channel.
template <class Big, class Small, class W, class T>
struct WeightShares {
  using Number = T;
  using S = Image<Small>;
  static constexpr int C = Big::channels, F = Small::channels, pixels = S::height * S::width;
  static constexpr int rows = W::kernel_h * W::kernel_w * C;
  static constexpr std::ptrdiff_t matrix = std::ptrdiff_t{rows} * F;
  BankOrder banks;
  int shares;
  T* sums;  // (banks, shares, rows, F)
  const T *big, *small;

  /// Enough for about 256 blocks, none of fewer than 256 pixels.
  static int shares_of(int n, int banks) {
    using Tile = TileProduct<WeightShares>;
    constexpr int tiles =
        ((rows + Tile::tile - 1) / Tile::tile) * ((F + Tile::tile - 1) / Tile::tile);
    const int wanted = std::max(1, 256 / (tiles * banks));
    return std::max(1, std::min({wanted, n, n * pixels / 256}));
  }
  AUGURY_HD int begin(int part) const {
    const int bank = part / shares;
    return banks.first(bank) + part % shares * banks.count(bank) / shares;
  }
  AUGURY_HD int end(int part) const {
    const int bank = part / shares;
    return banks.first(bank) + (part % shares + 1) * banks.count(bank) / shares;
  }
  AUGURY_HD Extent extent(int part) const { return {rows, F, (end(part) - begin(part)) * pixels}; }
  AUGURY_HD T left(int part, int m, int k) const {
    const int tap = m / C, pixel = k % pixels;
    return pixel_or_zero<Big>(big, banks.image(begin(part) + k / pixels),
                              pixel / S::width * W::stride_h + tap / W::kernel_w - W::pad_h,
                              pixel % S::width * W::stride_w + tap % W::kernel_w - W::pad_w, m % C);
  }
  AUGURY_HD T right(int part, int k, int n) const {
    const std::ptrdiff_t image = banks.image(begin(part) + k / pixels);
    return small[(image * pixels + k % pixels) * F + n];
  }
  AUGURY_HD void put(int part, int m, int n, T sum) const {
    sums[part * matrix + std::ptrdiff_t{m} * F + n] = sum;
  }
};

}  // namespace cuda

template <class Mode, class Small, class Big, class SW, class T, class W>
void run(correlate_weight_t, Context<Cuda>& ctx, Mode mode, View<SW, T> w, View<Big, T> big,
         View<Small, T> small, W, BankOf bank = {}) {
  if (w.n == 1 &&
      cuda::weight_by_library<Big, Small, W>(ctx, mode, big.n, w.data, big.data, small.data))
    return;
  using Problem = cuda::WeightShares<Big, Small, W, T>;
  constexpr int C = Problem::C, F = Problem::F;
  constexpr std::ptrdiff_t matrix = Problem::matrix;
  const cuda::BankList banks(ctx, w.n, bank, big.n);
  const int shares = Problem::shares_of(big.n, w.n), parts = w.n * shares;
  const auto memory = ctx.template borrow<T>(static_cast<std::size_t>(parts * matrix));
  const T* sums = memory.data();
  cuda::solve(ctx, parts, {Problem::rows, F, 0},
              Problem{banks.order(), shares, memory.data(), big.data, small.data});
  ctx.for_each(w.n * matrix, [=] AUGURY_HD(std::ptrdiff_t i) {
    const std::ptrdiff_t b = i / matrix, at = i % matrix;
    const T* source = sums + b * shares * matrix + at;
    T sum = source[0];
    for (int share = 1; share < shares; ++share) sum += source[share * matrix];
    const int row = static_cast<int>(at / F), tap = row / C;
    const std::ptrdiff_t place = cuda::weight_at<Big, Small, W>(
        tap / W::kernel_w, tap % W::kernel_w, row % C, static_cast<int>(at % F));
    element::write(mode, w.data[b * matrix + place], sum);
  });
}

}  // namespace augury
