// SPDX-License-Identifier: MIT
// Products: dense layers and convolutions. Each has three, one per argument of
// <y, x * w>: forward, by input, by weight. All are Bilinear.
#pragma once
#include "augury/kernel/kernel.hpp"

namespace augury {

// ------------------------------------------------------------------------------------- dense
/// y = x w            (N, Out) = (N, In)(In, Out); matmul(ctx, mode, y, x, w, plus(b)) adds a bias
struct matmul_t : Bilinear<matmul_t> {};
inline constexpr matmul_t matmul{};
/// x = y w^T          (N, In) = (N, Out)(In, Out)^T
struct matmul_input_t : Bilinear<matmul_input_t> {};
inline constexpr matmul_input_t matmul_input{};
/// w = x^T y          (In, Out) = (N, In)^T(N, Out)
struct matmul_weight_t : Bilinear<matmul_weight_t> {};
inline constexpr matmul_weight_t matmul_weight{};

// ------------------------------------------------------------------------------- convolutions
/// In which order weights keep their two channel axes: a convolution's [KH, KW, big, small], a
/// transposed convolution's [KH, KW, small, big]; both read [KH, KW, In, Out] for their layer.
enum class Order { convolution, transposed };

/// How a big image and a small one are tied: small pixel o looks at the big pixels
/// o * stride + k - pad, k < kernel. Pixels outside of the big image count as zero. The sizes of
/// both images come from their shapes.
template <int KernelH, int KernelW, int StrideH, int StrideW, int PadH, int PadW, Order order_>
struct Window {
  static constexpr int kernel_h = KernelH, kernel_w = KernelW;
  static constexpr int stride_h = StrideH, stride_w = StrideW;
  static constexpr int pad_h = PadH, pad_w = PadW;
  static constexpr Order order = order_;
};

/// Which bank of the weights each image uses; null: there is one bank.
struct BankOf {
  const std::int32_t* bank = nullptr;
};

/// small = big * w: a convolution's forward, a transposed convolution's gradient by input.
/// correlate(ctx, mode, small, big, w, window, banks, plus(b)): the bias may be left out.
struct correlate_t : Bilinear<correlate_t> {};
inline constexpr correlate_t correlate{};
/// The adjoint in the big image: a transposed convolution's forward, a convolution's gradient by
/// input. spread(ctx, mode, big, small, w, window, banks, plus(b))
struct spread_t : Bilinear<spread_t> {};
inline constexpr spread_t spread{};
/// The adjoint in the weights. correlate_weight(ctx, mode, w, big, small, window, banks)
struct correlate_weight_t : Bilinear<correlate_weight_t> {};
inline constexpr correlate_weight_t correlate_weight{};

}  // namespace augury
