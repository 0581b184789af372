// SPDX-License-Identifier: MIT
// Between our order of an image, (H, W, C), and PyTorch's flat (C, H, W). Both are Linear, and
// each is the other's adjoint and inverse.
#pragma once
#include "augury/kernel/kernel.hpp"

namespace augury {

/// to_channels_last(ctx, mode, out, in): (N, H, W, C) = (N, C*H*W) in PyTorch's order.
struct to_channels_last_t : Linear<to_channels_last_t> {};
inline constexpr to_channels_last_t to_channels_last{};

/// to_channels_first(ctx, mode, out, in): (N, C*H*W) in PyTorch's order = (N, H, W, C).
struct to_channels_first_t : Linear<to_channels_first_t> {};
inline constexpr to_channels_first_t to_channels_first{};

}  // namespace augury
