// SPDX-License-Identifier: MIT
// Colours by name, for what shows through transparent pictures and beside padded ones.
#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "augury/core/error.hpp"

namespace augury {

struct Rgb {
  std::uint8_t red = 0, green = 0, blue = 0;
  bool operator==(const Rgb&) const = default;
};

inline constexpr Rgb black{0, 0, 0}, grey{128, 128, 128}, white{255, 255, 255};

/// "black", "grey", "white" or "#rrggbb". Throws UsageError for anything else.
inline Rgb named_colour(std::string_view name) {
  if (name == "black") return black;
  if (name == "grey" || name == "gray") return grey;
  if (name == "white") return white;
  const auto digit = [&](std::size_t at) {
    const char c = name[at];
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
  };
  std::uint8_t parts[3] = {};
  bool known = name.size() == 7 && name[0] == '#';
  for (std::size_t i = 0; known && i < 3; ++i) {
    const int high = digit(1 + 2 * i), low = digit(2 + 2 * i);
    known = high >= 0 && low >= 0;
    parts[i] = static_cast<std::uint8_t>(known ? high * 16 + low : 0);
  }
  if (known) return {parts[0], parts[1], parts[2]};
  throw UsageError("there is no colour '" + std::string(name) +
                   "'; give black, grey, white, or one as #rrggbb");
}

}  // namespace augury
