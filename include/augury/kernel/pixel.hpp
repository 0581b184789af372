// SPDX-License-Identifier: MIT
// Where pixels lie, in memory and between images of two sizes. The same for every backend.
#pragma once
#include "augury/core/view.hpp"

namespace augury::element {

/// The numbers of one pixel of a batch of images.
template <class S, class T>
AUGURY_HD T* pixel_at(View<S, T> v, std::ptrdiff_t image, int row, int column) {
  using I = Image<S>;
  return v.data + ((image * I::height + row) * I::width + column) * I::channels;
}

/// The tiles that lie over a big row or column: all o < count with o * stride <= at < o * stride +
/// kernel, as [first, last].
struct Over {
  int first, last;
  AUGURY_HD Over(int at, int kernel, int stride, int count)
      : first(at < kernel ? 0 : (at - kernel + stride) / stride),
        last(at / stride < count ? at / stride : count - 1) {}
};

/// Row i of a bilinear enlargement: the two small rows it lies between, and the second's share.
template <class T>
struct Between {
  int low, high;
  T share;
  AUGURY_HD Between(int i, int factor, int count) {
    const T middle = (T(i) + T(0.5)) / T(factor) - T(0.5), at = middle > T(0) ? middle : T(0);
    low = static_cast<int>(at);
    high = low + 1 < count ? low + 1 : count - 1;
    share = at - T(low);
  }
  /// What of small row `row` goes into row i.
  AUGURY_HD T of(int row) const {
    return (row == low ? 1 - share : T(0)) + (row == high ? share : T(0));
  }
};

}  // namespace augury::element
