// SPDX-License-Identifier: MIT
// Kernels on class labels: one row of a table for each sample. `labels` are Labels, numbers in
// [0, table.n), whose weight is a factor on every row; where there are none, their weight is 0 or
// the table is empty, every row counts as zero.
#pragma once
#include "augury/kernel/kernel.hpp"

namespace augury {

// ----------------------------------------------------------------------------- features of rows
/// Which features of a wider sample: those from `first` on.
template <int First>
struct FeaturesFrom {
  static constexpr int first = First;
};

/// put_features(ctx, mode, out, in, from): out[n, first + j] = in[n, j]; the others stay.
struct put_features_t : Linear<put_features_t> {};
inline constexpr put_features_t put_features{};
/// The adjoint. take_features(ctx, mode, out, in, from): out[n, j] = in[n, first + j].
struct take_features_t : Linear<take_features_t> {};
inline constexpr take_features_t take_features{};

// --------------------------------------------------------------------------------- rows by label
/// look_up(ctx, mode, out, table, labels): out[n] = weight table[label[n]].
struct look_up_t : Linear<look_up_t> {};
inline constexpr look_up_t look_up{};
/// The adjoint. sum_by_label(ctx, mode, table, rows, labels): table[k] = weight times the sum of
/// the rows with label k, in the order of the batch.
struct sum_by_label_t : Linear<sum_by_label_t> {};
inline constexpr sum_by_label_t sum_by_label{};

// ------------------------------------------------------- the inner product with the labelled row
/// dot_row(ctx, mode, out, x, table, labels): out[n] = weight <x[n], table[label[n]]>.
struct dot_row_t : Bilinear<dot_row_t> {};
inline constexpr dot_row_t dot_row{};
/// The adjoint in x. dot_row_input(ctx, mode, x, y, table, labels):
/// x[n] = weight y[n] table[label[n]].
struct dot_row_input_t : Bilinear<dot_row_input_t> {};
inline constexpr dot_row_input_t dot_row_input{};
/// The adjoint in the table. dot_row_table(ctx, mode, table, x, y, labels):
/// table[k] = weight times the sum of y[n] x[n] over the samples with label k, in the order of the batch.
struct dot_row_table_t : Bilinear<dot_row_table_t> {};
inline constexpr dot_row_table_t dot_row_table{};

namespace element {
/// The labelled row of sample i, or null where there are no labels.
template <class S, class T>
AUGURY_HD const T* labelled_row(View<S, T> table, Labels labels, std::ptrdiff_t i) {
  return labels && table.n > 0 ? table.data + labels.of[i] * std::ptrdiff_t{S::size} : nullptr;
}
}  // namespace element

}  // namespace augury
