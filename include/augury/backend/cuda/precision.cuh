// SPDX-License-Identifier: MIT
// What a float becomes on its way into a product in less than fp32. Both formats have the exponent of
// fp32, so nothing overflows that did not before, and both are rounded to the nearest, ties to even,
// by the same bits on host and device.
#pragma once
#include <bit>
#include <cstdint>

#include "augury/core/config.hpp"

namespace augury::cuda {

/// x with its last `dropped` bits rounded away; infinities and NaN stay what they are.
AUGURY_HD constexpr std::uint32_t rounded_bits(float x, int dropped) {
  const auto bits = std::bit_cast<std::uint32_t>(x);
  const std::uint32_t rest = (1u << dropped) - 1;
  if ((bits & 0x7F800000u) == 0x7F800000u) {
    const std::uint32_t quiet = (bits & 0x007FFFFFu) != 0 ? 0x00400000u : 0;
    return (bits | quiet) & ~rest;
  }
  const std::uint32_t even = bits >> dropped & 1u;
  return (bits + (rest >> 1) + even) & ~rest;
}

/// 10 bits behind the leading one: a relative error of at most 2^-11. `depth` numbers are summed by
/// one instruction of the matrix units, and rows in shared memory are `pad` longer than they need.
struct Tf32 {
  using Stored = float;
  static constexpr int depth = 8, pad = 4;
  AUGURY_HD static constexpr Stored stored(float x) {
    return std::bit_cast<float>(rounded_bits(x, 13));
  }
  AUGURY_HD static constexpr float number(Stored x) { return x; }
};

/// 7 bits behind the leading one: a relative error of at most 2^-8.
struct Bf16 {
  using Stored = std::uint16_t;
  static constexpr int depth = 16, pad = 8;
  AUGURY_HD static constexpr Stored stored(float x) {
    return static_cast<Stored>(rounded_bits(x, 16) >> 16);
  }
  AUGURY_HD static constexpr float number(Stored x) {
    return std::bit_cast<float>(std::uint32_t{x} << 16);
  }
};

}  // namespace augury::cuda
