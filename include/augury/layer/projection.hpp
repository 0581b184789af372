// SPDX-License-Identifier: MIT
#pragma once
#include "augury/kernel/label.hpp"
#include "augury/kernel/pointwise.hpp"
#include "augury/layer/dense.hpp"

namespace augury {

/// The last layer of a discriminator that is told the class (1802.05637):
/// y = <x, w> + b + <x, e_label>, with a learned e for each class. Any shape becomes Shape<1>. In a
/// network without classes, or a pass without labels, it is Dense<1>.
struct Projection {
  template <class In>
  using Output = Shape<1>;
  template <class In>
  using Params = Joined<ParamsOf<Dense<1>, In>, Shapes<PerClass<In>>>;
  template <class In>
  using Saved = Shapes<>;

  template <class In>
  static constexpr std::array<ParamInfo, 3> info() {
    constexpr auto dense = Dense<1>::info<In>();
    ParamInfo embedding{"embedding", Init::normal, float(In::size)};
    if (is_image<In>) embedding.order = {2, 0, 1}, embedding.rank = 3, embedding.flat = true;
    return {dense[0], dense[1], embedding};
  }
  /// <x, w> and <x, e_label>, for summary().
  template <class In>
  static constexpr int multiply_adds() {
    return 2 * In::size;
  }

  void forward(auto& ctx, auto f) const {
    const auto [w, b, table] = f.params;
    const Labels labels = f.weighted_labels();
    matmul(ctx, set, f.y, f.x, w, plus(b));      // (N, 1) = (N, In)(In, 1) + (1)
    dot_row(ctx, add, f.y, f.x, table, labels);  // (N, 1) += <(N, In), (Classes, In)[label]>
  }
  void backward(auto& ctx, auto f, auto dy, auto dx, auto dp) const {
    const auto [w, b, table] = f.params;
    const auto [dw, db, dtable] = dp;
    const Labels labels = f.weighted_labels();
    matmul_input(ctx, set, dx, dy, w);                 // (N, In) = (N, 1)(In, 1)^T
    dot_row_input(ctx, add, dx, dy, table, labels);    // (N, In) += (N, 1)(Classes, In)[label]
    matmul_weight(ctx, add, dw, f.x, dy);              // (In, 1) += (N, In)^T(N, 1)
    sum_channels(ctx, add, op::Identity{}, db, dy);    // (1) += sum over N
    dot_row_table(ctx, add, dtable, f.x, dy, labels);  // (Classes, In) += (N, In)(N, 1) by label
  }
};

}  // namespace augury
