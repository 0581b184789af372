// SPDX-License-Identifier: MIT
// The sizes of convolutions: from Kernel, Stride and Pad to output shapes and windows.
#pragma once
#include <algorithm>

#include "augury/kernel/product.hpp"

namespace augury {

/// Pad = same: a convolution gives ceil(size / stride), a transposed one size * stride; zeros are
/// put around as PyTorch does with padding (kernel - stride + 1) / 2. Any other Pad is that many
/// zeros on each side.
inline constexpr int same = -1;

namespace detail {

/// An image of height 1 is a signal: kernel, stride and padding act along its length alone.
template <class In, int Kernel, int Stride, int Pad>
struct Axes {
  static constexpr bool signal = Image<In>::height == 1;
  static constexpr int kernel_h = signal ? 1 : Kernel, kernel_w = Kernel;
  static constexpr int stride_h = signal ? 1 : Stride, stride_w = Stride;
  static constexpr int pad(int kernel, int stride) {
    return Pad >= 0 ? (kernel == 1 ? 0 : Pad) : std::max(0, (kernel - stride + 1) / 2);
  }
  static constexpr int pad_h = pad(kernel_h, stride_h), pad_w = pad(kernel_w, stride_w);

  static constexpr int down(int size, int kernel, int stride, int padding) {
    return Pad >= 0 ? (size + 2 * padding < kernel ? 0 : (size + 2 * padding - kernel) / stride + 1)
                    : (size + stride - 1) / stride;
  }
  static constexpr int up(int size, int kernel, int stride, int padding) {
    return Pad >= 0 ? (size - 1) * stride - 2 * padding + kernel : size * stride;
  }
  static constexpr int down_h = down(Image<In>::height, kernel_h, stride_h, pad_h);
  static constexpr int down_w = down(Image<In>::width, kernel_w, stride_w, pad_w);
  static constexpr int up_h = up(Image<In>::height, kernel_h, stride_h, pad_h);
  static constexpr int up_w = up(Image<In>::width, kernel_w, stride_w, pad_w);

  template <Order order>
  using Window = augury::Window<kernel_h, kernel_w, stride_h, stride_w, pad_h, pad_w, order>;
};

/// Whether there can be a convolution of these sizes, on whatever image.
template <int Filters, int Kernel, int Stride, int Pad>
inline constexpr bool possible = Filters >= 1 && Kernel >= 1 && Stride >= 1 && Pad >= same;

/// Whether a convolution fits: the output would have at least one pixel.
template <class In, int Kernel, int Stride, int Pad>
inline constexpr bool fits_down = [] {
  if constexpr (!is_image<In> || !possible<1, Kernel, Stride, Pad>) return false;
  else {
    using A = Axes<In, Kernel, Stride, Pad>;
    return A::down_h > 0 && A::down_w > 0;
  }
}();
template <class In, int Kernel, int Stride, int Pad>
inline constexpr bool fits_up = [] {
  if constexpr (!is_image<In> || !possible<1, Kernel, Stride, Pad>) return false;
  else {
    using A = Axes<In, Kernel, Stride, Pad>;
    return A::up_h > 0 && A::up_w > 0;
  }
}();

}  // namespace detail
}  // namespace augury
