// SPDX-License-Identifier: MIT
// correlate and spread as gathers, with one phase or one per stride position, and how their work is
// cut: all of it known when the program is compiled.
#pragma once
#include <algorithm>
#include <cstddef>

#include "augury/backend/cpu/gather.hpp"
#include "augury/kernel/phase.hpp"
#include "augury/kernel/product.hpp"

namespace augury::cpu {

/// Zeros that any phase needs before the first input.
constexpr int phase_padding(int kernel, int stride, int pad, int size) {
  int most = 0;
  for (int p = 0; p < stride; ++p) {
    const Phase phase = phase_of(p, kernel, stride, pad, size);
    if (phase.taps) most = std::max(most, phase.taps - 1 - phase.first);
  }
  return most;
}

/// correlate as a gather: In is the big image, Out the small one.
template <class Big, class Small, class W>
struct CorrelatePlan {
  using In = Big;
  using Out = Small;
  static constexpr int phases = 1, pad_h = W::pad_h, pad_w = W::pad_w;
  static constexpr int step_h = W::stride_h;  // input rows from one row of the grid to the next
  static constexpr int C = Image<Big>::channels, N = Image<Small>::channels;
  static constexpr int width = (Image<Small>::width - 1) * W::stride_w + W::kernel_w;
  static constexpr int stride = W::order == Order::convolution ? 1 : C;  // between columns

  static constexpr Gather gather(int) {
    return {W::kernel_h,
            W::kernel_w * C,
            W::stride_h,
            W::stride_w,
            0,
            0,
            Image<Small>::height,
            Image<Small>::width,
            Image<Small>::width * N,
            N,
            0};
  }
  template <class T>
  static const T* row(const T* w, int, int k, int column) {
    const int tap = k / C, c = k % C;
    const T* matrix = w + std::ptrdiff_t{tap} * C * N;
    return W::order == Order::convolution ? matrix + c * N + column : matrix + column * C + c;
  }
};

/// spread as gathers: In is the small image, Out the big one.
template <class Big, class Small, class W>
struct SpreadPlan {
  using In = Small;
  using Out = Big;
  using I = Image<Small>;
  using O = Image<Big>;
  static constexpr int phases = W::stride_h * W::stride_w;
  static constexpr int step_h = 1;
  static constexpr int C = I::channels, N = O::channels;
  static constexpr int pad_h = phase_padding(W::kernel_h, W::stride_h, W::pad_h, O::height);
  static constexpr int pad_w = phase_padding(W::kernel_w, W::stride_w, W::pad_w, O::width);
  static constexpr int stride = W::order == Order::convolution ? C : 1;

  static constexpr Phase vertical(int p) {
    return phase_of(p / W::stride_w, W::kernel_h, W::stride_h, W::pad_h, O::height);
  }
  static constexpr Phase horizontal(int p) {
    return phase_of(p % W::stride_w, W::kernel_w, W::stride_w, W::pad_w, O::width);
  }
  static constexpr Gather gather(int p) {
    const Phase v = vertical(p), h = horizontal(p);
    if (v.taps == 0 || h.taps == 0 || v.count == 0 || h.count == 0) return {};
    return {v.taps,
            h.taps * C,
            1,
            1,
            pad_h + v.first - (v.taps - 1),
            pad_w + h.first - (h.taps - 1),
            v.count,
            h.count,
            W::stride_h * O::width * N,
            W::stride_w * N,
            (v.output * O::width + h.output) * N};
  }
  static constexpr int width = [] {
    int most = 1;
    for (int p = 0; p < phases; ++p) {
      const Gather g = gather(p);
      if (g.run) most = std::max(most, g.origin_w + g.out_w - 1 + g.run / C);
    }
    return most;
  }();
  /// A stride longer than the kernel leaves output pixels that no input reaches.
  static constexpr bool covers = [] {
    for (int p = 0; p < phases; ++p)
      if (gather(p).run == 0 && vertical(p).count > 0 && horizontal(p).count > 0) return false;
    return true;
  }();
  template <class T>
  static const T* row(const T* w, int p, int k, int column) {
    const Phase v = vertical(p), h = horizontal(p);
    const int tap = k / C, c = k % C;  // taps run backwards, so that inputs run forwards
    const int kh = p / W::stride_w + (v.taps - 1 - tap / h.taps) * W::stride_h;
    const int kw = p % W::stride_w + (h.taps - 1 - tap % h.taps) * W::stride_w;
    const T* matrix = w + std::ptrdiff_t{kh * W::kernel_w + kw} * C * N;
    return W::order == Order::convolution ? matrix + column * C + c : matrix + c * N + column;
  }
};

/// How the work of a plan is cut into tasks, by sizes alone.
template <class Plan>
struct Tiling {
  static constexpr int rows = [] {
    int most = 0;
    for (int p = 0; p < Plan::phases; ++p) most = std::max(most, Plan::gather(p).out_h);
    return most;
  }();
  static constexpr int columns = [] {
    int most = 1;
    for (int p = 0; p < Plan::phases; ++p) most = std::max(most, Plan::gather(p).out_w);
    return most;
  }();
  /// Rows of the grid in a task: about 256 pixels, whole images if they are small.
  static constexpr int block =
      rows * columns <= 512 ? rows : std::max(1, (256 + columns - 1) / columns);
  static constexpr int blocks = (rows + block - 1) / block;
  static constexpr int images = std::max(1, 64 / (block * columns));  // small images share a task
  /// Padded input rows that a block needs.
  static constexpr int padded_rows = [] {
    int most = 0;
    for (int p = 0; p < Plan::phases; ++p) {
      const Gather g = Plan::gather(p);
      if (g.run) most = std::max(most, g.origin_h + (block - 1) * g.step_h + g.kernel_h);
    }
    return most;
  }();
};

}  // namespace augury::cpu
