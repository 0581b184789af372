// SPDX-License-Identifier: MIT
// Gradient penalties, exact through any stack of layers. A penalty is two functions of the norm n
// of the discriminator's gradient by one image, taken per sample: its value phi(n), and
// direction(n) = phi'(n) / n. With g = dD/dx and v = direction(|g|) g held constant, the tangent of
// the parameter gradient along v is the gradient of sum phi(|g|): no tape, no second derivative
// written by hand (docs/02_second_order.md).
#pragma once
#include <tuple>

#include "augury/core/require_number.hpp"
#include "augury/kernel/label.hpp"
#include "augury/kernel/pointwise.hpp"
#include "augury/network/activations.hpp"
#include "augury/network/model.hpp"

namespace augury {

/// Where a penalty looks at the discriminator.
enum class Where { real, generated, between };

/// gamma / 2 * |dD/dx|^2 at real images (1801.04406).
struct R1 {
  float gamma = 1;
  static constexpr Where where = Where::real;
  /// Throws UsageError for numbers that cannot be.
  void check() const { detail::require_number("gamma of a penalty", gamma); }
  template <class T>
  AUGURY_HD T value(T norm) const {
    return T(gamma) / 2 * norm * norm;
  }
  template <class T>
  AUGURY_HD T direction(T) const {
    return T(gamma);
  }
};

/// The same at generated images.
struct R2 : R1 {
  static constexpr Where where = Where::generated;
};

/// lambda * (|dD/dx| - 1)^2 on the lines between real and generated images (1704.00028).
struct WganGp {
  float lambda = 10;
  static constexpr Where where = Where::between;
  /// Throws UsageError for numbers that cannot be.
  void check() const { detail::require_number("lambda of a penalty", lambda); }
  template <class T>
  AUGURY_HD T value(T norm) const {
    return T(lambda) * (norm - 1) * (norm - 1);
  }
  template <class T>
  AUGURY_HD T direction(T norm) const {
    return norm > T(1e-12) ? T(2) * T(lambda) * (norm - 1) / norm : T(0);
  }
};

namespace op {
/// A point between two, `mix` of the way from the second.
struct Between {
  template <class S>
  AUGURY_HD S operator()(S real, S fake, S mix) const {
    return fake + (real - fake) * mix;
  }
};
/// factor * value(sqrt(n2))
template <class Penalty, class T>
struct PenaltyValue {
  Penalty penalty;
  T factor;
  template <class S>
  AUGURY_HD S operator()(S norm2) const {
    return S(factor) * penalty.value(math::sqrt(norm2));
  }
};
/// factor * direction(sqrt(n2)) * g
template <class Penalty, class T>
struct PenaltyDirection {
  Penalty penalty;
  T factor;
  template <class S>
  AUGURY_HD S operator()(S g, S norm2) const {
    return S(factor) * penalty.direction(math::sqrt(norm2)) * g;
  }
};
}  // namespace op

/// Whether a penalty's pass also carries the loss: backward is linear in dy, so a pass along
/// (v, dy') has penalty and loss gradients in one tangent, and the loss costs nothing more.
enum class WithLoss { no, yes };

/// Whether a term of an Objective is a gradient penalty.
template <class Term>
concept GradientPenalty = requires(const Term& term, float norm) {
  Term::where;
  term.value(norm);
  term.direction(norm);
};

/// Sets the gradient dy of a discriminator's outputs to that of the sum of its scores: 1 for the
/// score and 0 for what else there is. `per_image`, a number per image, is work space.
template <class Ctx, class Outputs, class Numbers>
void ask_for_scores(Ctx& ctx, Outputs dy, Numbers per_image) {
  if constexpr (ShapeOf<Outputs>::size == 1) {
    map(ctx, set, op::Constant{1}, dy, dy);  // (N, 1)
  } else {
    fill_zero(ctx, dy);                                        // (N, 2)
    map(ctx, set, op::Constant{1}, per_image, per_image);      // (N, 1)
    put_features(ctx, set, dy, per_image, FeaturesFrom<0>{});  // (N, 2)[:, :1] = (N, 1)
  }
}

/// Adds weight * mean over the batch of a penalty to the gradients of a discriminator, and sets
/// `value` (one element) to its mean. `plain` has just run forward on the images under
/// `conditions`; with WithLoss::yes its dy is the gradient of a loss by its outputs, which is
/// added too. `along` is memory for the pass along the direction; `norm2` one number per sample.
/// As in automatic differentiation, where samples are coupled (batch statistics) the gradient is
/// that of the batch's sum.
template <class Ctx, class M, class Judge, class Along, class Norms, class Value, class Penalty>
void add_gradient_penalty(Ctx& ctx, M& model, Judge& plain, Along& along, Norms norm2, Value value,
                          Conditions conditions, Penalty penalty, float weight, WithLoss with) {
  const auto& layers = model.layers();
  using T = typename M::Scalar;
  const T mean = T(1) / T(plain.batch());
  const op::PenaltyDirection<Penalty, T> direction{penalty, T(weight) * mean};
  if (with == WithLoss::yes) map(ctx, set, op::Identity{}, along.dy.tangent, plain.dy);  // (N, 1)
  else fill_zero(ctx, along.dy.tangent);                                                 // (N, 1)
  ask_for_scores(ctx, plain.dy, norm2);                                                  // (N, 1)
  map(ctx, set, op::Identity{}, along.dy.value, plain.dy);                               // (N, 1)
  plain.backward(ctx, layers, plain.dx, model.no_gradients());             // g = dD/dx
  sum_samples(ctx, set, op::Square{}, norm2, plain.dx);                    // (N)  |g|^2
  map(ctx, set, op::Identity{}, along.x.value, plain.x);                   // (N, H, W, C)
  map(ctx, set, direction, along.x.tangent, plain.dx, per_sample(norm2));  // (N, H, W, C)  v
  conditions.track = false;
  along.forward(ctx, layers, model.parameters(), conditions);
  along.backward(ctx, layers, Discard{}, model.add_tangents());
  sum_channels(ctx, set, op::PenaltyValue<Penalty, T>{penalty, mean}, value, norm2);
}

}  // namespace augury
