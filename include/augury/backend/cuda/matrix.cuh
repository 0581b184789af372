// SPDX-License-Identifier: MIT
#pragma once
#include <cstddef>

#include "augury/core/config.hpp"

namespace augury::cuda {

/// A matrix in memory: element (i, j) is data[i * row + j * column].
template <class T>
struct Matrix {
  T* data;
  std::ptrdiff_t row, column;
  AUGURY_HD T& at(int i, int j) const { return data[i * row + j * column]; }
};

}  // namespace augury::cuda
