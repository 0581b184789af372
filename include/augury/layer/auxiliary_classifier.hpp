// SPDX-License-Identifier: MIT
#pragma once
#include "augury/kernel/label.hpp"
#include "augury/kernel/pointwise.hpp"
#include "augury/layer/dense.hpp"

namespace augury {

/// The last layer of a discriminator that names the class too (1610.09585): column 0 of y is the
/// score <x, w> + b, column 1 is log p(label | x), where p is the softmax of <x, v_k> + c_k over the
/// classes k. Any shape becomes Shape<2>. In a network without classes, or a pass without labels,
/// column 1 is 0; where labels count less than 1 (train/transition.hpp), it is that share of log p.
/// An AuxiliaryLoss in the objective trains it.
///
/// The classes are a number known at run time, and memory is planned before: their logits are made
/// one after the other, and again in backward.
struct AuxiliaryClassifier {
  static constexpr bool classifies = true;

  template <class In>
  using Output = Shape<2>;
  template <class In>
  using Params = Joined<ParamsOf<Dense<1>, In>, Shapes<PerClass<In>, PerClass<Shape<1>>>>;
  /// A column of y or dy; a class's logit, in backward its gradient; log sum over k of exp(logit).
  template <class In>
  using Saved = Shapes<Shape<1>, Shape<1>, Shape<1>>;

  template <class In>
  static constexpr std::array<ParamInfo, 4> info() {
    constexpr auto dense = Dense<1>::info<In>();
    ParamInfo weight{"class_weight", Init::normal, float(In::size)};
    if (is_image<In>) weight.order = {2, 0, 1}, weight.rank = 3, weight.flat = true;
    return {dense[0], dense[1], weight, ParamInfo{"class_bias"}};
  }
  /// <x, w>, and <x, v> for each class, for summary().
  template <class In>
  static constexpr int multiply_adds(int classes) {
    return (1 + classes) * In::size;
  }

  /// log(exp(a) + exp(b)), without overflow.
  struct LogAddExp {
    template <class S>
    AUGURY_HD S operator()(S a, S b) const {
      return a + math::softplus(b - a);
    }
  };
  /// What the denominator of the softmax adds to weight * log p.
  struct MinusWeighted {
    Labels labels;
    template <class S>
    AUGURY_HD S operator()(S normaliser) const {
      return S(-labels.factor()) * normaliser;
    }
  };
  /// What it adds to the gradient of a logit, for dy of weight * log p.
  struct MinusShare {
    Labels labels;
    template <class S>
    AUGURY_HD S operator()(S logit, S normaliser, S dy) const {
      return S(-labels.factor()) * dy * math::exp(logit - normaliser);
    }
  };

  void forward(auto& ctx, auto f) const {
    const auto [w, b, v, c] = f.params;
    const auto [column, logit, normaliser] = f.saved;
    const Labels labels = f.weighted_labels();
    matmul(ctx, set, column, f.x, w, plus(b));               // (N, 1) = (N, In)(In, 1) + (1)
    put_features(ctx, set, f.y, column, FeaturesFrom<0>{});  // (N, 2)[:, :1] = (N, 1)
    fill_zero(ctx, column);                                  // (N, 1)
    if (labels && v.n > 0) {
      for (int k = 0; k < v.n; ++k) {
        matmul(ctx, set, logit, f.x, v.sample(k), plus(c.sample(k)));    // (N, 1)
        if (k == 0) map(ctx, set, op::Identity{}, normaliser, logit);    // (N, 1)
        else map(ctx, set, LogAddExp{}, normaliser, normaliser, logit);  // (N, 1)
      }
      dot_row(ctx, set, column, f.x, v, labels);  // (N, 1) = <(N, In), (Classes, In)[label]>
      look_up(ctx, add, column, c, labels);       // (N, 1) += (Classes, 1)[label]
      map(ctx, add, MinusWeighted{labels}, column, normaliser);  // (N, 1)
    }
    put_features(ctx, set, f.y, column, FeaturesFrom<1>{});  // (N, 2)[:, 1:] = (N, 1)
  }
  /// d log p(label) / d logit_k = [k = label] - p(k).
  void backward(auto& ctx, auto f, auto dy, auto dx, auto dp) const {
    const auto [w, b, v, c] = f.params;
    const auto [dw, db, dv, dc] = dp;
    const auto [column, logit, normaliser] = f.saved;
    const Labels labels = f.weighted_labels();
    take_features(ctx, set, column, dy, FeaturesFrom<0>{});  // (N, 1) = (N, 2)[:, :1]
    matmul_input(ctx, set, dx, column, w);                   // (N, In) = (N, 1)(In, 1)^T
    matmul_weight(ctx, add, dw, f.x, column);                // (In, 1) += (N, In)^T(N, 1)
    sum_channels(ctx, add, op::Identity{}, db, column);      // (1) += sum over N
    if (!labels || v.n == 0) return;
    take_features(ctx, set, column, dy, FeaturesFrom<1>{});  // (N, 1) = (N, 2)[:, 1:]
    dot_row_input(ctx, add, dx, column, v, labels);    // (N, In) += (N, 1)(Classes, In)[label]
    dot_row_table(ctx, add, dv, f.x, column, labels);  // (Classes, In) += by label
    sum_by_label(ctx, add, dc, column, labels);        // (Classes, 1) += by label
    for (int k = 0; k < v.n; ++k) {
      matmul(ctx, set, logit, f.x, v.sample(k), plus(c.sample(k)));         // (N, 1)
      map(ctx, set, MinusShare{labels}, logit, logit, normaliser, column);  // (N, 1)
      matmul_input(ctx, add, dx, logit, v.sample(k));               // (N, In) += (N, 1)(In)^T
      matmul_weight(ctx, add, dv.sample(k), f.x, logit);            // (In) += (N, In)^T(N, 1)
      sum_channels(ctx, add, op::Identity{}, dc.sample(k), logit);  // (1) += sum over N
    }
  }
};

}  // namespace augury
