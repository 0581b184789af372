// SPDX-License-Identifier: MIT
// A stride-aware correlation of padded images with packed weights, without patches in memory:
// the broadcast operand is read where it lies. Forward convolutions are one gather; a transposed
// convolution is one gather per phase of its stride, so no inserted zero is ever multiplied.
#pragma once
#include <algorithm>

#include "augury/backend/cpu/context.hpp"
#include "augury/backend/cpu/microkernel.hpp"
#include "augury/core/shape.hpp"
#include "augury/kernel/kernel.hpp"

namespace augury::cpu {

/// Rows of input that lie in scratch, with zeros around: local row 0 is input row `first`.
template <class In, int Left, int Width>
struct Padding {
  static constexpr int row = Width * Image<In>::channels;  // elements of a padded row

  template <class T>
  static void copy_rows(const T* image, T* padded, int first, int rows) {
    constexpr int H = Image<In>::height, W = Image<In>::width, C = Image<In>::channels;
    constexpr int inside = std::max(0, std::min(W, Width - Left));  // columns that are copied
    for (int r = 0; r < rows; ++r, padded += row) {
      const int h = first + r;
      if (h < 0 || h >= H) {
        std::fill_n(padded, row, T(0));
        continue;
      }
      static_assert(Left <= Width, "a convolution's padding is wider than what it looks at");
      std::fill_n(padded, Left * C, T(0));
      std::copy_n(image + std::ptrdiff_t{h} * W * C, inside * C, padded + Left * C);
      std::fill(padded + (Left + inside) * C, padded + row, T(0));
    }
  }
};

/// One gather: output pixel (r, q) of a grid sums kernel_h runs of `run` neighbouring inputs.
/// All sizes are known to the compiler.
struct Gather {
  int kernel_h, run;                // rows of the kernel; kernel_w * channels
  int step_h, step_w;               // input pixels from one output pixel to the next
  int origin_h, origin_w;           // padded input pixel where output (0, 0) begins
  int out_h, out_w;                 // the grid
  int out_row, out_col, out_first;  // where it lies in the output image, in elements
  constexpr int depth() const { return kernel_h * run; }  // length of the sum
};

/// Rows of a block: as few strips as can cover a row of `width` pixels, as even as can be.
constexpr int strip_rows(int width, int most = most_rows) {
  const int strips = (width + most - 1) / most;
  return (width + strips - 1) / strips;
}

/// Length of the piece of a sum for which a panel of packed weights stays in the first cache.
template <class T>
inline constexpr int panel_depth = 24 * 1024 / (panel_width<T> * static_cast<int>(sizeof(T)));

/// One panel of packed weights, depth x panel_width: element (k, j) is row(k)[j * stride], and
/// columns that do not exist are zero.
template <int Stride, class T, class Row>
void pack_panel(T* packed, int depth, int width, Row row) {
  constexpr int NR = panel_width<T>;
  for (int k = 0; k < depth; ++k, packed += NR) {
    const T* source = row(k);
    if (width == NR)
      for (int j = 0; j < NR; ++j) packed[j] = source[std::ptrdiff_t{j} * Stride];
    else
      for (int j = 0; j < NR; ++j)
        packed[j] = j < width ? source[std::ptrdiff_t{j} * Stride] : T(0);
  }
}

/// A bias as panels, zeros behind the last column; null without one.
template <class T, class V>
class PackedOffset {
 public:
  PackedOffset(Context<Cpu>& ctx, Plus<V> plus) : panels_(ctx.borrow<T>(size)) {
    std::copy_n(plus.view.data, ShapeOf<V>::size, panels_.data());
    std::fill(panels_.data() + ShapeOf<V>::size, panels_.data() + size, T(0));
  }
  const T* data() const { return panels_.data(); }

 private:
  static constexpr int NR = panel_width<T>;
  static constexpr std::size_t size = (ShapeOf<V>::size + NR - 1) / NR * NR;
  Scratch<T> panels_;
};
template <class T, class V>
PackedOffset<T, V> pack_offset(Context<Cpu>& ctx, Plus<V> plus) {
  return {ctx, plus};
}
template <class T>
struct NoOffset {
  const T* data() const { return nullptr; }
};
template <class T>
NoOffset<T> pack_offset(Context<Cpu>&, PlusNothing) {
  return {};
}

/// Sums of `Rows` output pixels, one panel wide: over `segments` runs of `length` inputs, begun
/// with the panel at `offset` if it is not null.
template <class T, int Rows, class RowIn, class RowOut>
[[gnu::noinline]] void gather_block(const T* a, int segments, std::ptrdiff_t segment_stride,
                                    int length, const T* b, const T* offset, T* c, int width,
                                    bool accumulate) {
  Block<T, Rows, block_vectors> block;
  block.begin(offset);
  for (int s = 0; s < segments; ++s, a += segment_stride)
    for (int k = 0; k < length; ++k, b += panel_width<T>) block.multiply_add(a + k, RowIn{}, b);
  block.write(c, RowOut{}, width, accumulate);
}

/// Offsets of the rows of a block, known to the compiler: pixel r of a run of a grid's pixels.
template <int Width, std::ptrdiff_t RowStride, std::ptrdiff_t ColStride>
struct PixelOffset {
  constexpr std::ptrdiff_t operator()(int r) const {
    return (r / Width) * RowStride + (r % Width) * ColStride;
  }
};

/// Applies `f.template operator()<Rows>(row, column)` to blocks that cover `rows` x Width pixels:
/// narrow images put several of their rows into one block.
template <int Width, class F>
void for_each_block(int rows, F f) {
  constexpr int strip = strip_rows(Width);
  constexpr int stacked = std::max(1, most_rows / Width);
  int r = 0;
  if constexpr (stacked > 1)
    for (; r + stacked <= rows; r += stacked) f.template operator()<stacked * Width>(r, 0);
  for (; r < rows; ++r) {
    int q = 0;
    for (; q + strip <= Width; q += strip) f.template operator()<strip>(r, q);
    if constexpr (Width % strip != 0) f.template operator()<Width % strip>(r, q);
  }
}

/// Rows [0, rows) of a grid for several padded images, one panel of output channels.
/// `padded` points at the input row of the first of these output rows.
template <Gather g, class T, int PaddedRow, int Channels>
void gather_panel(const T* padded, std::ptrdiff_t padded_image, T* const* out, int images, int rows,
                  const T* packed, const T* offset, int width, bool accumulate) {
  constexpr std::ptrdiff_t in_row = std::ptrdiff_t{g.step_h} * PaddedRow;
  constexpr std::ptrdiff_t in_col = std::ptrdiff_t{g.step_w} * Channels;
  using RowIn = PixelOffset<g.out_w, in_row, in_col>;
  using RowOut = PixelOffset<g.out_w, g.out_row, g.out_col>;
  // A piece of the sum is several short runs or a part of a long one.
  constexpr int pieces = (g.run + panel_depth<T> - 1) / panel_depth<T>;
  constexpr int piece = (g.run + pieces - 1) / pieces;
  constexpr int together = pieces > 1 ? 1 : std::max(1, panel_depth<T> / g.run);
  for (int s = 0; s < g.kernel_h; s += together) {
    const int segments = std::min(together, g.kernel_h - s);
    for (int k = 0; k < g.run; k += piece) {
      const int length = std::min(piece, g.run - k);
      const T* b = packed + std::ptrdiff_t{s * g.run + k} * panel_width<T>;
      for (int i = 0; i < images; ++i) {
        const T* from = padded + i * padded_image + std::ptrdiff_t{g.origin_h + s} * PaddedRow +
                        g.origin_w * Channels + k;
        for_each_block<g.out_w>(rows, [&]<int Rows>(int r, int q) {
          gather_block<T, Rows, RowIn, RowOut>(
              from + r * in_row + q * in_col, segments, PaddedRow, length, b,
              s + k == 0 ? offset : nullptr,
              out[i] + std::ptrdiff_t{r} * g.out_row + std::ptrdiff_t{q} * g.out_col, width,
              accumulate || s > 0 || k > 0);
        });
      }
    }
  }
}

}  // namespace augury::cpu
