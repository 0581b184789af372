// SPDX-License-Identifier: MIT
// spread for big images of few channels, where a gather would leave most of a vector empty: every
// small pixel is multiplied with all taps at once, and the results are added where they belong.
#pragma once
#include "augury/backend/cpu/banks.hpp"
#include "augury/backend/cpu/gather.hpp"
#include "augury/backend/cpu/pointwise.hpp"

namespace augury::cpu {

/// Whether the taps of a pixel fill vectors better than its channels do.
template <class Big, class T>
inline constexpr bool few_channels = Image<Big>::channels * 4 <= panel_width<T>;

template <class Big, class Small, class W, class T>
struct Scatter {
  using B = Image<Big>;
  using S = Image<Small>;
  static constexpr int C = S::channels, N = B::channels;
  static constexpr int taps = W::kernel_h * W::kernel_w * N;  // numbers that leave a small pixel
  static constexpr int panels = (taps + panel_width<T> - 1) / panel_width<T>;
  static constexpr int width = panels * panel_width<T>;
  static constexpr std::ptrdiff_t bank = std::ptrdiff_t{panels} * C * panel_width<T>;
  // The big image with room for taps that fall outside.
  static constexpr int padded_h =
      std::max((S::height - 1) * W::stride_h + W::kernel_h, W::pad_h + B::height);
  static constexpr int padded_w =
      std::max((S::width - 1) * W::stride_w + W::kernel_w, W::pad_w + B::width);
  static constexpr std::ptrdiff_t padded = std::ptrdiff_t{padded_h} * padded_w * N;
  static constexpr std::ptrdiff_t work = padded + std::ptrdiff_t{S::width} * width;

  /// Column j of the packed matrix is tap j / N, channel j % N; row k is small channel k.
  static void pack(const T* w, T* packed) {
    for (int j = 0; j < width; ++j) {
      T* column =
          packed + std::ptrdiff_t{j / panel_width<T>} * C * panel_width<T> + j % panel_width<T>;
      const T* matrix = w + std::ptrdiff_t{j / N} * C * N;
      for (int k = 0; k < C; ++k)
        column[std::ptrdiff_t{k} * panel_width<T>] = j >= taps ? T(0)
                                                     : W::order == Order::convolution
                                                         ? matrix[j % N * C + k]
                                                         : matrix[k * N + j % N];
    }
  }
  /// Products of one row of small pixels: (width of the image, taps).
  static void products(const T* row, const T* packed, T* product) {
    struct In {
      constexpr std::ptrdiff_t operator()(int r) const { return std::ptrdiff_t{r} * C; }
    };
    struct Out {
      constexpr std::ptrdiff_t operator()(int r) const { return std::ptrdiff_t{r} * width; }
    };
    for (int panel = 0; panel < panels; ++panel)
      for_each_block<S::width>(1, [&]<int Rows>(int, int q) {
        gather_block<T, Rows, In, Out>(row + std::ptrdiff_t{q} * C, 1, 0, C,
                                       packed + std::ptrdiff_t{panel} * C * panel_width<T>, nullptr,
                                       product + std::ptrdiff_t{q} * width + panel * panel_width<T>,
                                       panel_width<T>, false);
      });
  }
  template <class Mode>
  static void image(Mode mode, const T* small, const T* packed, const T* offset, T* big,
                    T* scratch) {
    T* sum = scratch + std::ptrdiff_t{S::width} * width;
    std::fill_n(sum, padded, T(0));
    for (int h = 0; h < S::height; ++h) {
      products(small + std::ptrdiff_t{h} * S::width * C, packed, scratch);
      for (int q = 0; q < S::width; ++q)
        for (int kh = 0; kh < W::kernel_h; ++kh) {
          constexpr int run = W::kernel_w * N;  // taps of a kernel row are neighbours in the image
          T* target = sum + (std::ptrdiff_t{h * W::stride_h + kh} * padded_w + q * W::stride_w) * N;
          const T* product = scratch + std::ptrdiff_t{q} * width + kh * run;
          for (int j = 0; j < run; ++j) target[j] += product[j];
        }
    }
    for (int h = 0; h < B::height; ++h) {
      const T* source = sum + (std::ptrdiff_t{h + W::pad_h} * padded_w + W::pad_w) * N;
      T* target = big + std::ptrdiff_t{h} * B::width * N;
      for (int j = 0; j < B::width * N; ++j)
        write(mode, target[j], offset ? source[j] + offset[j % N] : source[j]);
    }
  }
  template <class Mode>
  static void all(Context<Cpu>& ctx, Mode mode, T* big, const T* small, int n, const T* w,
                  std::ptrdiff_t bank_size, int bank_count, BankOf of, const T* offset) {
    auto packed = ctx.borrow<T>(static_cast<std::size_t>(bank * bank_count));
    auto scratch = ctx.borrow<T>(static_cast<std::size_t>(work * ctx.threads()));
    ctx.parallel(bank_count,
                 [&](int b, int) { pack(w + b * bank_size, packed.data() + b * bank); });
    ctx.parallel(n, [&](int i, int worker) {
      image(mode, small + std::ptrdiff_t{i} * Small::size,
            packed.data() + (of.bank ? of.bank[i] : 0) * bank, offset,
            big + std::ptrdiff_t{i} * Big::size, scratch.data() + worker * work);
    });
  }
};

}  // namespace augury::cpu
