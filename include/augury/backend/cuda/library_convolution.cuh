// SPDX-License-Identifier: MIT
// A convolution as NVIDIA's library has it.
#pragma once
#include <algorithm>
#include <compare>
#include <cstddef>
#include <cstdint>

#include "augury/core/context.hpp"

namespace augury::cuda {

/// Which of the three products of a convolution: what is written is the small images, the big ones, or
/// the filters.
enum class Pass { correlate, spread, weight };

/// All that the way to make it depends on. Small pixel o looks at the big pixels o * stride + k - pad.
struct ConvolutionShape {
  struct Image {
    int height, width, channels;
    auto operator<=>(const Image&) const = default;
  };
  struct Axis {
    int kernel, stride, pad;
    auto operator<=>(const Axis&) const = default;
    /// Zeros behind the last of `big` pixels that the last of `small` ones looks at.
    int pad_behind(int big, int small) const {
      return std::max(0, (small - 1) * stride + kernel - pad - big);
    }
    bool makes(int big, int small) const {
      const int last = big + pad + pad_behind(big, small) - kernel;
      return last >= 0 && last / stride + 1 == small;
    }
  };
  Pass pass;
  int n;             // images
  Image big, small;  // (N, H, W, C)
  Axis vertical, horizontal;
  bool bias = false;  // one number is added to each channel of the result
  auto operator<=>(const ConvolutionShape&) const = default;

  std::ptrdiff_t size(Image image) const {
    return std::ptrdiff_t{n} * image.height * image.width * image.channels;
  }
  /// Filters are (small channels, KH, KW, big channels).
  std::ptrdiff_t filters() const {
    return std::ptrdiff_t{small.channels} * vertical.kernel * horizontal.kernel * big.channels;
  }
  /// Numbers of the result.
  std::ptrdiff_t result() const {
    return pass == Pass::correlate ? size(small) : pass == Pass::spread ? size(big) : filters();
  }
  /// Whether the library, which counts the small pixels by itself, counts as many.
  bool is_known() const {
    return vertical.makes(big.height, small.height) && horizontal.makes(big.width, small.width);
  }
};

/// T is of what is read: Sum, or std::uint16_t with the upper half of a float, which is bf16.
template <class T, class Sum>
struct LibraryConvolution {
  ConvolutionShape shape;
  const T *first, *second;  // images and filters, or the big images and the small ones
  Sum* result;
  const Sum* bias;  // null: none
};

}  // namespace augury::cuda
