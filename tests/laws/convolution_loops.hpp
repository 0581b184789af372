// SPDX-License-Identifier: MIT
// Convolutions as plain loops, to compare with.
#pragma once
#include "laws/expect.hpp"

namespace laws {

inline int reach(int small, int stride, int k, int pad) { return small * stride + k - pad; }

/// Conv as its definition says, and Deconv as its adjoint, with loops over everything.
template <class L, class In>
std::vector<double> slow(bool transposed, const std::vector<double>& x, int n, const double* w,
                         const double* b) {
  using Out = OutputOf<L, In>;
  using A = typename L::template Axes<In>;
  using I = Image<In>;
  using O = Image<Out>;
  std::vector<double> y(static_cast<std::size_t>(n * Out::size));
  for (std::size_t i = 0; i < y.size(); ++i) y[i] = b[i % O::channels];
  const auto at = [](int i, int h, int v, int c, int H, int W, int C) {
    return static_cast<std::size_t>(((i * H + h) * W + v) * C + c);
  };
  const int small_h = transposed ? I::height : O::height,
            small_w = transposed ? I::width : O::width;
  const int big_h = transposed ? O::height : I::height, big_w = transposed ? O::width : I::width;
  for (int i = 0; i < n; ++i)
    for (int h = 0; h < small_h; ++h)
      for (int v = 0; v < small_w; ++v)
        for (int kh = 0; kh < A::kernel_h; ++kh)
          for (int kw = 0; kw < A::kernel_w; ++kw) {
            const int bh = reach(h, A::stride_h, kh, A::pad_h),
                      bw = reach(v, A::stride_w, kw, A::pad_w);
            if (bh < 0 || bw < 0 || bh >= big_h || bw >= big_w) continue;
            for (int c = 0; c < I::channels; ++c)
              for (int o = 0; o < O::channels; ++o) {
                const double weight =
                    w[((kh * A::kernel_w + kw) * I::channels + c) * O::channels + o];
                const int ih = transposed ? h : bh, iw = transposed ? v : bw;
                const int oh = transposed ? bh : h, ow = transposed ? bw : v;
                y[at(i, oh, ow, o, O::height, O::width, O::channels)] +=
                    weight * x[at(i, ih, iw, c, I::height, I::width, I::channels)];
              }
          }
  return y;
}

template <class L, class In>
void expect_definition(bool transposed) {
  Once<L, In> layer(3);
  layer.values = numbers(layer.values.size(), 1);
  const auto x = numbers(static_cast<std::size_t>(3 * In::size), 2);
  const auto y = layer.forward(x);
  const auto expected = slow<L, In>(transposed, x, 3, layer.value(0), layer.value(1));
  REQUIRE(y.size() == expected.size());
  for (std::size_t i = 0; i < y.size(); ++i) REQUIRE(y[i] == Approx(expected[i]).margin(1e-10));
}

}  // namespace laws
