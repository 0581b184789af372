// SPDX-License-Identifier: MIT
// The library's rules for convolutions, followed by the host: what it would be asked for is thereby
// tested.
#pragma once
#include <algorithm>
#include <cstdint>
#include <type_traits>

#include "augury/backend/cuda/device.cuh"
#include "augury/backend/cuda/library_convolution.cuh"
#include "augury/backend/cuda/precision.cuh"

namespace augury::cuda {

class Convolver {
 public:
  template <class T>
  static constexpr bool takes = true;
  explicit Convolver(Precision precision) : precision_(precision) {}

  /// Like cuDNN, which adds no bias behind a spread in fp32.
  bool makes(Stream, const ConvolutionShape& shape) const {
    const bool spread_in_fp32 = shape.pass == Pass::spread && precision_ == Precision::fp32;
    return shape.is_known() && !(shape.bias && spread_in_fp32);
  }
  template <class T, class Sum, class Borrow>
  void convolve(Stream stream, const LibraryConvolution<T, Sum>& c, Borrow borrow) const {
    borrow(1);
    start(stream, [=, precision = precision_] { sum_up(c, precision); });
  }

 private:
  /// All products of a big pixel, a small one and the filter between them go to one place.
  template <class T, class Sum>
  static void sum_up(const LibraryConvolution<T, Sum>& c, Precision precision) {
    const ConvolutionShape& s = c.shape;
    const int channels = s.pass == Pass::spread ? s.big.channels : s.small.channels;
    for (std::ptrdiff_t i = 0; i < s.result(); ++i)
      c.result[i] = s.bias ? c.bias[i % channels] : Sum(0);
    for_each_product(s, [&](std::ptrdiff_t big, std::ptrdiff_t small, std::ptrdiff_t filter) {
      const auto product = [&](std::ptrdiff_t first, std::ptrdiff_t second) {
        return number<Sum>(c.first[first], precision) * number<Sum>(c.second[second], precision);
      };
      if (s.pass == Pass::correlate) c.result[small] += product(big, filter);
      else if (s.pass == Pass::spread) c.result[big] += product(small, filter);
      else c.result[filter] += product(big, small);
    });
  }
  /// f(big number, small number, filter number), where zeros around the big images are left out.
  template <class F>
  static void for_each_product(const ConvolutionShape& s, F f) {
    const auto axis = [](const ConvolutionShape::Axis& a, int big, int small, auto f) {
      for (int o = 0; o < small; ++o)
        for (int k = 0; k < a.kernel; ++k) {
          const int i = o * a.stride + k - a.pad;
          if (i >= 0 && i < big) f(i, o, k);
        }
    };
    const std::ptrdiff_t B = s.big.channels, S = s.small.channels;
    for (std::ptrdiff_t n = 0; n < s.n; ++n)
      axis(s.vertical, s.big.height, s.small.height, [&](int y, int oy, int ky) {
        axis(s.horizontal, s.big.width, s.small.width, [&](int x, int ox, int kx) {
          const std::ptrdiff_t big = ((n * s.big.height + y) * s.big.width + x) * B;
          const std::ptrdiff_t small = ((n * s.small.height + oy) * s.small.width + ox) * S;
          for (std::ptrdiff_t j = 0; j < S; ++j)
            for (std::ptrdiff_t i = 0; i < B; ++i)
              f(big + i, small + j,
                ((j * s.vertical.kernel + ky) * s.horizontal.kernel + kx) * B + i);
        });
      });
  }
  template <class Sum, class T>
  static Sum number(T x, Precision precision) {
    if constexpr (std::is_same_v<T, Bf16::Stored>) return Bf16::number(x);
    else if constexpr (std::is_same_v<T, float>)
      return precision == Precision::tf32 ? Tf32::number(Tf32::stored(x)) : x;
    else return x;
  }

  Precision precision_;
};

}  // namespace augury::cuda
