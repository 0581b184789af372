// SPDX-License-Identifier: MIT
// Sums of outer products, the form of every gradient by a weight: for each pixel, a row of
// neighbouring numbers times a panel of packed ones.
#pragma once
#include <algorithm>

#include "augury/backend/cpu/gather.hpp"

namespace augury::cpu {

/// c[r][j] = sum over pixels of a[pixel][first + r] * b[pixel][j], or += if `accumulate`, for
/// `images` images of rows x columns pixels. a[i] and b[i] + skip point at the first pixel.
template <class T, int Rows, std::ptrdiff_t PixelStep>
[[gnu::noinline]] void outer_block(const T* const* a, const T* const* b, int images, int rows,
                                   int columns, std::ptrdiff_t a_row, std::ptrdiff_t b_row,
                                   std::ptrdiff_t first, std::ptrdiff_t skip, T* c,
                                   std::ptrdiff_t c_row, bool accumulate) {
  Block<T, Rows, block_vectors> block;
  block.begin();
  for (int i = 0; i < images; ++i) {
    for (int r = 0; r < rows; ++r) {
      const T* left = a[i] + first + r * a_row;
      const T* right = b[i] + skip + r * b_row;
      for (int q = 0; q < columns; ++q, left += PixelStep, right += panel_width<T>)
        block.multiply_add(
            left, [](auto k) { return k; }, right);
    }
  }
  block.write(
      c, [c_row](int r) { return r * c_row; }, panel_width<T>, accumulate);
}

/// How a Height x Width matrix is cut into blocks, and these into tasks. `Siblings` matrices are
/// cut alike; together they should make about 16 tasks. A task takes whole rows of the left
/// operand if it can: neighbours in memory that are read together arrive together.
template <int Height, int Width, class T, int Siblings = 1>
struct OuterTiles {
  static constexpr int strip = strip_rows(Height, most_outer_rows);
  static constexpr int strips = (Height + strip - 1) / strip;
  static constexpr int last = Height - (strips - 1) * strip;  // rows of the last strip
  static constexpr int panels = (Width + panel_width<T> - 1) / panel_width<T>;
  static constexpr int width = panels * panel_width<T>;  // of the padded matrix
  static constexpr int panel_tasks = std::min(panels, std::max(1, 16 / Siblings));
  static constexpr int strip_tasks = std::min(strips, std::max(1, 16 / (Siblings * panel_tasks)));
  static constexpr int tasks = panel_tasks * strip_tasks;

  /// body.template operator()<Rows>(first row, panel) for the blocks of one task.
  template <class Body>
  static void blocks(int task, Body body) {
    const int p = task % panel_tasks, s = task / panel_tasks;
    for (int panel = p * panels / panel_tasks; panel < (p + 1) * panels / panel_tasks; ++panel)
      for (int i = s * strips / strip_tasks; i < (s + 1) * strips / strip_tasks; ++i) {
        if (last == strip || i + 1 < strips) body.template operator()<strip>(i * strip, panel);
        else body.template operator()<last>(i * strip, panel);
      }
  }
};

/// Rows of Width numbers as panels: [panel][row][panel_width], zeros behind the last column.
template <int Width, class T>
void to_panels(const T* from, T* to, std::ptrdiff_t rows) {
  constexpr int NR = panel_width<T>;
  for (int first = 0; first < Width; first += NR) {
    const int width = std::min(NR, Width - first);
    for (std::ptrdiff_t r = 0; r < rows; ++r, to += NR) {
      const T* source = from + r * Width + first;
      if (width == NR) std::copy_n(source, NR, to);
      else
        for (int j = 0; j < NR; ++j) to[j] = j < width ? source[j] : T(0);
    }
  }
}

}  // namespace augury::cpu
