// SPDX-License-Identifier: MIT
// Kernels on class labels on CUDA.
#pragma once
#include "augury/backend/cuda/context.cuh"
#include "augury/backend/cuda/reduce.cuh"
#include "augury/kernel/element.hpp"
#include "augury/kernel/label.hpp"

namespace augury {
namespace cuda {

/// table[k, j] = weight times the sum over samples i with label k of number(i, j), in the order of the batch.
template <class Mode, class S, class T, class Number>
void sum_labelled(Context<Cuda>& ctx, Mode mode, View<S, T> table, int n, Labels labels,
                  Number number) {
  ctx.for_each(table.size(), [=] AUGURY_HD(std::ptrdiff_t place) {
    const std::ptrdiff_t k = place / S::size, j = place % S::size;
    T sum(0);
    for (int i = 0; labels && i < n; ++i)
      if (labels.of[i] == k) sum += T(labels.factor()) * number(i, j);
    element::write(mode, table.data[place], sum);
  });
}

}  // namespace cuda

template <class Mode, class Wide, class S, class T, int First>
void run(put_features_t, Context<Cuda>& ctx, Mode mode, View<Wide, T> out, View<S, T> in,
         FeaturesFrom<First>) {
  static_assert(First + S::size <= Wide::size, "put_features: more features than there is room");
  ctx.for_each(in.size(), [=] AUGURY_HD(std::ptrdiff_t place) {
    const std::ptrdiff_t i = place / S::size, j = place % S::size;
    element::write(mode, out.data[i * Wide::size + First + j], in.data[place]);
  });
}
template <class Mode, class S, class Wide, class T, int First>
void run(take_features_t, Context<Cuda>& ctx, Mode mode, View<S, T> out, View<Wide, T> in,
         FeaturesFrom<First>) {
  static_assert(First + S::size <= Wide::size, "take_features: more features than there are");
  ctx.for_each(out.size(), [=] AUGURY_HD(std::ptrdiff_t place) {
    const std::ptrdiff_t i = place / S::size, j = place % S::size;
    element::write(mode, out.data[place], in.data[i * Wide::size + First + j]);
  });
}

template <class Mode, class S, class R, class T>
void run(look_up_t, Context<Cuda>& ctx, Mode mode, View<S, T> out, View<R, T> table,
         Labels labels) {
  static_assert(S::size == R::size, "look_up: a row has as many elements as a sample");
  ctx.for_each(out.size(), [=] AUGURY_HD(std::ptrdiff_t place) {
    const T* row = element::labelled_row(table, labels, place / S::size);
    element::write(mode, out.data[place],
                   row != nullptr ? T(labels.factor()) * row[place % S::size] : T(0));
  });
}
template <class Mode, class S, class R, class T>
void run(sum_by_label_t, Context<Cuda>& ctx, Mode mode, View<S, T> table, View<R, T> rows,
         Labels labels) {
  static_assert(S::size == R::size, "sum_by_label: a row has as many elements as a sample");
  cuda::sum_labelled(ctx, mode, table, rows.n, labels, [=] AUGURY_HD(int i, std::ptrdiff_t j) {
    return rows.data[std::ptrdiff_t{i} * S::size + j];
  });
}

template <class Mode, class S, class R, class T>
void run(dot_row_t, Context<Cuda>& ctx, Mode mode, View<Shape<1>, T> out, View<S, T> x,
         View<R, T> table, Labels labels) {
  static_assert(S::size == R::size, "dot_row: a row has as many elements as a sample");
  cuda::sum_rows<T, 1>(
      ctx, out.n, S::size,
      [=] AUGURY_HD(int n, std::ptrdiff_t i, int) {
        const T* row = element::labelled_row(table, labels, n);
        return row != nullptr ? x.data[std::ptrdiff_t{n} * S::size + i] * row[i] : T(0);
      },
      [=] AUGURY_HD(std::ptrdiff_t n, T sum) {
        element::write(mode, out.data[n], T(labels.factor()) * sum);
      });
}
template <class Mode, class S, class R, class T>
void run(dot_row_input_t, Context<Cuda>& ctx, Mode mode, View<S, T> x, View<Shape<1>, T> y,
         View<R, T> table, Labels labels) {
  static_assert(S::size == R::size, "dot_row_input: a row has as many elements as a sample");
  ctx.for_each(x.size(), [=] AUGURY_HD(std::ptrdiff_t place) {
    const std::ptrdiff_t i = place / S::size;
    const T* row = element::labelled_row(table, labels, i);
    element::write(mode, x.data[place],
                   row != nullptr ? T(labels.factor()) * y.data[i] * row[place % S::size] : T(0));
  });
}
template <class Mode, class S, class R, class T>
void run(dot_row_table_t, Context<Cuda>& ctx, Mode mode, View<S, T> table, View<R, T> x,
         View<Shape<1>, T> y, Labels labels) {
  static_assert(S::size == R::size, "dot_row_table: a row has as many elements as a sample");
  cuda::sum_labelled(ctx, mode, table, x.n, labels, [=] AUGURY_HD(int i, std::ptrdiff_t j) {
    return y.data[i] * x.data[std::ptrdiff_t{i} * S::size + j];
  });
}

}  // namespace augury
