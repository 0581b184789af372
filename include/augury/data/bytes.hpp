// SPDX-License-Identifier: MIT
// Pixels as files have them, 0 to 255, and as networks do, -1 to 1.
#pragma once
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "augury/core/error.hpp"

namespace augury {

/// 0 to -1, 255 to 1.
constexpr float from_byte(std::uint8_t byte) { return static_cast<float>(byte) / 127.5f - 1.0f; }

/// Appends bytes as numbers.
inline void append_numbers(std::vector<float>& numbers, std::span<const std::uint8_t> bytes) {
  for (const std::uint8_t byte : bytes) numbers.push_back(from_byte(byte));
}

/// -1 to 0, 1 to 255, rounded to nearest; what lies beyond is clamped. Throws Error for NaN, which
/// no shade of grey could tell.
inline std::vector<std::uint8_t> to_bytes(std::span<const float> values) {
  std::vector<std::uint8_t> bytes(values.size());
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (std::isnan(values[i]))
      throw Error("value " + std::to_string(i) + " of a picture is not a number");
    const float level = std::clamp((values[i] + 1.0f) * 127.5f, 0.0f, 255.0f);
    bytes[i] = static_cast<std::uint8_t>(level + 0.5f);
  }
  return bytes;
}

}  // namespace augury
