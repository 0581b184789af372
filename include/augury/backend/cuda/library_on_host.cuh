// SPDX-License-Identifier: MIT
// The library's rules, followed by the host: what it would be asked for is thereby tested.
#pragma once
#include <algorithm>
#include <cstdint>
#include <type_traits>

#include "augury/backend/cuda/device.cuh"
#include "augury/backend/cuda/library_product.cuh"
#include "augury/backend/cuda/precision.cuh"
#include "augury/core/error.hpp"

namespace augury::cuda {

class Library {
 public:
  explicit Library(Precision precision) : precision_(precision) {}

  /// Throws Error for strides that the library refuses.
  template <class T, class Borrow>
  bool multiply(Stream stream, const LibraryProduct<T>& p, Borrow borrow) const {
    const auto stored = [](const auto& x, int rows, int columns) {
      return x.leading >= (x.transposed ? columns : rows);
    };
    if (!stored(p.a, p.rows, p.depth) || !stored(p.b, p.depth, p.columns) || p.leading < p.rows)
      throw Error("the library takes no matrix whose columns are nearer than they are long");
    borrow(1);
    start(stream, [=, precision = precision_] {
      for (int j = 0; j < p.columns; ++j)
        for (int i = 0; i < p.rows; ++i) {
          T sum = 0;
          for (int k = 0; k < p.depth; ++k)
            sum += rounded(at(p.a, i, k), precision) * rounded(at(p.b, k, j), precision);
          if (p.bias != nullptr) sum += p.bias[i];
          T& target = p.d[i + j * p.leading];
          if (p.add) sum += target;
          target = p.relu ? std::max(sum, T(0)) : sum;
        }
    });
    return true;
  }

 private:
  template <class Operand>
  static auto at(const Operand& x, int i, int j) {
    return x.data[x.transposed ? j + i * x.leading : i + j * x.leading];
  }
  template <class T>
  static T rounded(T x, Precision precision) {
    if constexpr (std::is_same_v<T, float>) {
      if (precision == Precision::tf32) return Tf32::number(Tf32::stored(x));
      if (precision == Precision::bf16) return Bf16::number(Bf16::stored(x));
    }
    return x;
  }

  Precision precision_;
};

}  // namespace augury::cuda
