// SPDX-License-Identifier: MIT
// Kernels on class labels on the CPU.
#pragma once
#include "augury/backend/cpu/pointwise.hpp"
#include "augury/kernel/label.hpp"

namespace augury {
namespace cpu {

/// body(i) for each sample, split over the threads; a sample has `size` elements.
template <class Body>
void each_sample(Context<Cpu>& ctx, int n, int size, Body body) {
  split(ctx, n, size, [&](std::ptrdiff_t begin, std::ptrdiff_t end) {
    for (std::ptrdiff_t i = begin; i < end; ++i) body(i);
  });
}

/// table[k] = weight times the sum over samples i with label k of factor(i) * rows[i]. A class is one task's, so
/// that the order of additions is the batch's.
template <class Mode, class S, class R, class T, class Factor>
void sum_labelled(Context<Cpu>& ctx, Mode, View<S, T> table, View<R, T> rows, Labels labels,
                  Factor factor) {
  static_assert(S::size == R::size, "tables by label: a row has as many elements as a sample");
  each_sample(ctx, table.n, S::size, [&](std::ptrdiff_t k) {
    T* target = table.data + k * S::size;
    if constexpr (std::is_same_v<Mode, Set>) std::fill_n(target, S::size, T(0));
    for (int i = 0; labels && i < rows.n; ++i) {
      if (labels.of[i] != k) continue;
      const T* row = rows.data + std::ptrdiff_t{i} * S::size;
      const T by = T(labels.factor()) * factor(i);
      for (int j = 0; j < S::size; ++j) target[j] += by * row[j];
    }
  });
}

}  // namespace cpu

template <class Mode, class Wide, class S, class T, int First>
void run(put_features_t, Context<Cpu>& ctx, Mode mode, View<Wide, T> out, View<S, T> in,
         FeaturesFrom<First>) {
  static_assert(First + S::size <= Wide::size, "put_features: more features than there is room");
  cpu::each_sample(ctx, out.n, S::size, [&](std::ptrdiff_t i) {
    for (int j = 0; j < S::size; ++j)
      cpu::write(mode, out.data[i * Wide::size + First + j], in.data[i * S::size + j]);
  });
}
template <class Mode, class S, class Wide, class T, int First>
void run(take_features_t, Context<Cpu>& ctx, Mode mode, View<S, T> out, View<Wide, T> in,
         FeaturesFrom<First>) {
  static_assert(First + S::size <= Wide::size, "take_features: more features than there are");
  cpu::each_sample(ctx, out.n, S::size, [&](std::ptrdiff_t i) {
    for (int j = 0; j < S::size; ++j)
      cpu::write(mode, out.data[i * S::size + j], in.data[i * Wide::size + First + j]);
  });
}

template <class Mode, class S, class R, class T>
void run(look_up_t, Context<Cpu>& ctx, Mode mode, View<S, T> out, View<R, T> table, Labels labels) {
  static_assert(S::size == R::size, "look_up: a row has as many elements as a sample");
  cpu::each_sample(ctx, out.n, S::size, [&](std::ptrdiff_t i) {
    const T* row = element::labelled_row(table, labels, i);
    for (int j = 0; j < S::size; ++j)
      cpu::write(mode, out.data[i * S::size + j], row ? T(labels.factor()) * row[j] : T(0));
  });
}
template <class Mode, class S, class R, class T>
void run(sum_by_label_t, Context<Cpu>& ctx, Mode mode, View<S, T> table, View<R, T> rows,
         Labels labels) {
  cpu::sum_labelled(ctx, mode, table, rows, labels, [](int) { return T(1); });
}

template <class Mode, class S, class R, class T>
void run(dot_row_t, Context<Cpu>& ctx, Mode mode, View<Shape<1>, T> out, View<S, T> x,
         View<R, T> table, Labels labels) {
  static_assert(S::size == R::size, "dot_row: a row has as many elements as a sample");
  cpu::each_sample(ctx, out.n, S::size, [&](std::ptrdiff_t i) {
    constexpr int lanes = 16;  // independent sums, so that the loop vectorises
    T sum[lanes] = {};
    if (const T* row = element::labelled_row(table, labels, i)) {
      const T* sample = x.data + i * S::size;
      constexpr int rest = S::size % lanes, whole = S::size - rest;
      for (int j = 0; j < whole; j += lanes)
        for (int l = 0; l < lanes; ++l) sum[l] += sample[j + l] * row[j + l];
      for (int l = 0; l < rest; ++l) sum[l] += sample[whole + l] * row[whole + l];
    }
    T total(0);
    for (T part : sum) total += part;
    cpu::write(mode, out.data[i], T(labels.factor()) * total);
  });
}
template <class Mode, class S, class R, class T>
void run(dot_row_input_t, Context<Cpu>& ctx, Mode mode, View<S, T> x, View<Shape<1>, T> y,
         View<R, T> table, Labels labels) {
  static_assert(S::size == R::size, "dot_row_input: a row has as many elements as a sample");
  cpu::each_sample(ctx, x.n, S::size, [&](std::ptrdiff_t i) {
    const T* row = element::labelled_row(table, labels, i);
    const T by = T(labels.factor()) * y.data[i];
    for (int j = 0; j < S::size; ++j)
      cpu::write(mode, x.data[i * S::size + j], row ? by * row[j] : T(0));
  });
}
template <class Mode, class S, class R, class T>
void run(dot_row_table_t, Context<Cpu>& ctx, Mode mode, View<S, T> table, View<R, T> x,
         View<Shape<1>, T> y, Labels labels) {
  cpu::sum_labelled(ctx, mode, table, x, labels, [&](int i) { return y.data[i]; });
}

}  // namespace augury
