// SPDX-License-Identifier: MIT
// The three products of a dense layer on CUDA.
#pragma once
#include <type_traits>

#include "augury/backend/cuda/matrix.cuh"
#include "augury/backend/cuda/product.cuh"
#include "augury/kernel/element.hpp"
#include "augury/kernel/product.hpp"

namespace augury {
namespace cuda {

/// out = left right, or += with `add`.
template <class Mode, class Out>
struct MatrixProduct {
  using T = ScalarOf<Out>;
  using Number = T;
  Extent size;
  Target<Mode, Out> out;
  Matrix<const T> left_, right_;

  AUGURY_HD Extent extent(int) const { return size; }
  AUGURY_HD T left(int, int m, int k) const { return left_.at(m, k); }
  AUGURY_HD T right(int, int k, int n) const { return right_.at(k, n); }
  AUGURY_HD void put(int, int m, int n, T sum) const {
    out.put(std::ptrdiff_t{m} * size.columns + n, n, sum);
  }
};

/// Whether what a result goes through is max(x, 0).
template <class Out>
bool goes_through_relu(const Out& out) {
  if constexpr (requires { out.f.is_relu(); }) return out.f.is_relu();
  else return false;
}

template <class Mode, class Out, class T = ScalarOf<Out>>
void multiply(Context<Cuda>& ctx, Mode, Extent size, Out out, Matrix<const T> left,
              Matrix<const T> right, Offset<T> offset = {}) {
  constexpr bool add = !std::is_same_v<Mode, Set>;
  const bool some = size.rows > 0 && size.columns > 0 && size.depth > 0;
  const Matrix<T> rows{memory_of(out), size.columns, 1};
  const bool relu = goes_through_relu(out);
  if (some && ctx.multiply(library_product(add, size, rows, left, right, offset.data, relu))) {
    if (!relu) finish(ctx, out);
    return;
  }
  solve(ctx, 1, size, MatrixProduct<Mode, Out>{size, {out, offset}, left, right});
}

}  // namespace cuda

template <class Mode, class Out, class SX, class SW, class T, class Bias = PlusNothing>
void run(matmul_t, Context<Cuda>& ctx, Mode mode, Out y, View<SX, T> x, View<SW, T> w,
         Bias bias = {}) {
  constexpr int K = SX::size, N = ShapeOf<Out>::size;
  static_assert(SW::size == K * N, "matmul: w has one number for each pair of input and output");
  cuda::multiply(ctx, mode, {x.n, N, K}, y, {x.data, K, 1}, {w.data, N, 1},
                 cuda::offset_of<T>(bias));
}

template <class Mode, class Out, class SY, class SW, class T>
void run(matmul_input_t, Context<Cuda>& ctx, Mode mode, Out x, View<SY, T> y, View<SW, T> w) {
  constexpr int K = SY::size, N = ShapeOf<Out>::size;
  static_assert(SW::size == K * N, "matmul: w has one number for each pair of input and output");
  cuda::multiply(ctx, mode, {y.n, N, K}, x, {y.data, K, 1}, {w.data, 1, K});
}

template <class Mode, class SW, class SX, class SY, class T>
void run(matmul_weight_t, Context<Cuda>& ctx, Mode mode, View<SW, T> w, View<SX, T> x,
         View<SY, T> y) {
  constexpr int K = SX::size, N = SY::size;
  cuda::multiply(ctx, mode, {K, N, x.n}, w, {x.data, 1, K}, {y.data, N, 1});
}

}  // namespace augury
