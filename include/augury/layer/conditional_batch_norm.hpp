// SPDX-License-Identifier: MIT
#pragma once
#include "augury/kernel/label.hpp"
#include "augury/kernel/plane.hpp"
#include "augury/layer/batch_norm.hpp"

namespace augury {

/// Batch normalisation that tells a generator the class to draw (1707.00683): BatchNorm with
/// weight + gain_label and bias + shift_label, where each class has a row of gains and one of
/// shifts, which begin at 0. In a network without classes, or a pass without labels, it is
/// BatchNorm. The mean and variance are over the whole batch, all classes together.
struct ConditionalBatchNorm {
  static constexpr bool fuses = true;
  BatchNorm norm;  ///< its numbers: norm.epsilon, norm.momentum
  auto numbers() const { return norm.numbers(); }

  template <class In>
  using Row = Shape<In::channels>;
  template <class In>
  using Output = In;
  template <class In>
  using Params = Joined<ParamsOf<BatchNorm, In>, Shapes<PerClass<Row<In>>, PerClass<Row<In>>>>;
  /// Those of BatchNorm; each sample's weight and bias; in backward the sums of dy and of dy times
  /// the normalised x over the positions of each sample.
  template <class In>
  using Saved = Joined<SavedOf<BatchNorm, In>,
                       Shapes<Constant<Row<In>>, Constant<Row<In>>, Row<In>, Row<In>>>;

  template <class In>
  static constexpr std::array<ParamInfo, 6> info() {
    constexpr auto own = BatchNorm::info<In>();
    return {own[0], own[1], own[2], own[3], ParamInfo{"class_weight"}, ParamInfo{"class_bias"}};
  }

  void forward(auto& ctx, auto f) const {
    const auto [weight, bias, running_mean, running_var, gains, shifts] = f.params;
    const auto [m, r, sum, sum_x, w, b, by_bias, by_weight] = f.saved;
    const Labels labels = f.weighted_labels();
    norm.statistics(ctx, f, m, r, running_mean, running_var);
    look_up(ctx, set, w, gains, labels);                    // (N, C) = (Classes, C)[label]
    look_up(ctx, set, b, shifts, labels);                   // (N, C)
    map(ctx, add, op::Identity{}, w, per_channel(weight));  // (N, C)
    map(ctx, add, op::Identity{}, b, per_channel(bias));    // (N, C)
    map(ctx, set, op::Normalise{}, f.y, f.x, per_channel(m), per_channel(r), per_plane(w),
        per_plane(b));  // (N, H, W, C)
  }
  void backward(auto& ctx, auto f, auto dy, auto dx, auto dp) const {
    const auto [dweight, dbias, fixed_mean, fixed_var, dgains, dshifts] = dp;
    const auto [m, r, sum, sum_x, w, b, by_bias, by_weight] = f.saved;
    const Labels labels = f.weighted_labels();
    sum_planes(ctx, set, op::Identity{}, by_bias, dy);  // (N, C)
    sum_planes(ctx, set, op::TimesNormalised{}, by_weight, dy, f.x, per_channel(m),
               per_channel(r));                                  // (N, C)
    sum_channels(ctx, add, op::Identity{}, dweight, by_weight);  // (C)
    sum_channels(ctx, add, op::Identity{}, dbias, by_bias);      // (C)
    sum_by_label(ctx, add, dgains, by_weight, labels);           // (Classes, C) += (N, C) by label
    sum_by_label(ctx, add, dshifts, by_bias, labels);            // (Classes, C)
    sum_channels(ctx, set, op::Product{}, sum, by_bias, w);      // (C)
    sum_channels(ctx, set, op::Product{}, sum_x, by_weight, w);  // (C)
    norm.set_input(ctx, f, dy, dx, m, r, per_plane(w), sum, sum_x);  // (N, H, W, C)
  }
};

}  // namespace augury
