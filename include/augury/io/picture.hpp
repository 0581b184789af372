// SPDX-License-Identifier: MIT
// Pictures of bytes: from numbers in [-1, 1], and many of them in one grid.
#pragma once
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "augury/core/error.hpp"
#include "augury/data/bytes.hpp"

namespace augury {

/// One picture, height x width x channels bytes in memory: 1 grey, 3 RGB, 4 RGB with opacity.
struct Picture {
  int height = 0, width = 0, channels = 0;
  std::vector<std::uint8_t> pixels;
};

/// How a grid of pictures looks.
struct GridStyle {
  int gap = 2;      ///< pixels between the pictures and around them, before enlarging
  int enlarge = 1;  ///< each pixel becomes enlarge x enlarge
  std::uint8_t background = 128;
};

/// Sets rows x columns images side by side, row by row. images: (rows*columns, H, W, C) bytes.
/// Throws UsageError where the sizes do not fit together.
inline Picture sample_grid(std::span<const std::uint8_t> images, int rows, int columns, int height,
                           int width, int channels, GridStyle style = {}) {
  if (rows < 1 || columns < 1 || height < 1 || width < 1 || channels < 1)
    throw UsageError("a grid of pictures needs at least one row, column, pixel and channel");
  if (style.gap < 0 || style.enlarge < 1)
    throw UsageError("a grid of pictures needs a gap of at least 0 and enlarge of at least 1");
  const std::size_t line = static_cast<std::size_t>(width) * static_cast<std::size_t>(channels);
  const std::size_t one = static_cast<std::size_t>(height) * line;
  if (images.size() != static_cast<std::size_t>(rows) * static_cast<std::size_t>(columns) * one)
    throw UsageError("a grid of " + std::to_string(rows) + " x " + std::to_string(columns) +
                     " pictures of " + std::to_string(one) + " bytes got " +
                     std::to_string(images.size()) + " bytes");
  const int e = style.enlarge;
  Picture grid{e * (rows * (height + style.gap) + style.gap),
               e * (columns * (width + style.gap) + style.gap),
               channels,
               {}};
  const std::size_t grid_line =
      static_cast<std::size_t>(grid.width) * static_cast<std::size_t>(channels);
  grid.pixels.assign(static_cast<std::size_t>(grid.height) * grid_line, style.background);
  for (int y = 0; y < grid.height; ++y) {
    const int row = y / e / (height + style.gap), v = y / e % (height + style.gap) - style.gap;
    if (v < 0) continue;  // in a gap; the last one is that of row `rows`
    for (int x = 0; x < grid.width; ++x) {
      const int column = x / e / (width + style.gap), u = x / e % (width + style.gap) - style.gap;
      if (u < 0) continue;
      const auto image = static_cast<std::size_t>(row * columns + column);
      const std::uint8_t* from = images.data() + image * one + static_cast<std::size_t>(v) * line +
                                 static_cast<std::size_t>(u) * static_cast<std::size_t>(channels);
      std::copy_n(from, channels,
                  grid.pixels.data() + static_cast<std::size_t>(y) * grid_line +
                      static_cast<std::size_t>(x) * static_cast<std::size_t>(channels));
    }
  }
  return grid;
}

}  // namespace augury
