// SPDX-License-Identifier: MIT
// A product of two matrices as NVIDIA's library has it.
#pragma once
#include <algorithm>
#include <cstddef>

#include "augury/backend/cuda/matrix.cuh"
#include "augury/backend/cuda/tile.cuh"
#include "augury/core/context.hpp"

namespace augury::cuda {

/// d = a b, or += with `add`, plus bias[i] in row i; with `relu` its negative numbers become 0. The library's matrices lie column by column, so that
/// ours, which lie row by row, are their own transposes: for out = left right it makes out' = right' left'.
template <class T>
struct LibraryProduct {
  /// Element (i, j) is data[i + j * leading], or data[j + i * leading] if transposed.
  struct Operand {
    const T* data;
    std::ptrdiff_t leading;
    bool transposed;
  };
  int rows, columns, depth;
  Operand a, b;
  T* d;  // element (i, j) is d[i + j * leading]
  std::ptrdiff_t leading;
  bool add;
  const T* bias;  // null: none
  bool relu;
};

/// The transpose of a matrix of `rows` and `columns`, one of whose strides is 1.
template <class T>
typename LibraryProduct<T>::Operand transpose_of(Matrix<const T> m, int rows, int columns) {
  // The stride of a single row or column means nothing, but the library wants it as long as the other.
  if (m.column == 1) return {m.data, std::max<std::ptrdiff_t>(m.row, columns), false};
  return {m.data, std::max<std::ptrdiff_t>(m.column, rows), true};
}

template <class T>
LibraryProduct<T> library_product(bool add, Extent size, Matrix<T> out, Matrix<const T> left,
                                  Matrix<const T> right, const T* bias, bool relu) {
  return {size.columns,
          size.rows,
          size.depth,
          transpose_of(right, size.depth, size.columns),
          transpose_of(left, size.rows, size.depth),
          out.data,
          out.row,
          add,
          bias,
          relu};
}

}  // namespace augury::cuda
