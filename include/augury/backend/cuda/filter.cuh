// SPDX-License-Identifier: MIT
// Where the weights of a convolution lie.
#pragma once
#include <cstddef>

#include "augury/core/config.hpp"
#include "augury/kernel/product.hpp"

namespace augury::cuda {

/// Weight of tap (kh, kw) between channel `big` of the big image and `small` of the small one.
template <class Big, class Small, class W>
AUGURY_HD constexpr std::ptrdiff_t weight_at(int kh, int kw, int big, int small) {
  constexpr int B = Big::channels, S = Small::channels;
  const std::ptrdiff_t matrix = std::ptrdiff_t{kh * W::kernel_w + kw} * B * S;
  return matrix + (W::order == Order::convolution ? big * S + small : small * B + big);
}

}  // namespace augury::cuda
