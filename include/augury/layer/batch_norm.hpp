// SPDX-License-Identifier: MIT
#pragma once
#include <algorithm>
#include <tuple>

#include "augury/layer/layer.hpp"
#include "augury/layer/normalise.hpp"

namespace augury {

/// Batch normalisation (1502.03167): y = (x - m) / sqrt(v + epsilon) * weight + bias, per channel.
/// In training m and v are mean and variance over the batch and all positions, and running ones
/// follow them with `momentum` (the variance unbiased, as PyTorch has it) where the pass tracks
/// them. In evaluation m and v are the running ones.
struct BatchNorm {
  static constexpr bool fuses = true;
  float epsilon = 1e-5f;
  float momentum = 0.1f;
  auto numbers() const { return std::tuple(epsilon, momentum); }

  template <class In>
  using PerFeature = Shape<In::channels>;
  template <class In>
  using Output = In;
  template <class In>
  using Params =
      Shapes<PerFeature<In>, PerFeature<In>, Fixed<PerFeature<In>>, Fixed<PerFeature<In>>>;
  /// Mean, 1 / deviation; in backward the sums of w dy and of w dy times the normalised x.
  template <class In>
  using Saved = Shapes<PerBatch<PerFeature<In>>, PerBatch<PerFeature<In>>, PerBatch<PerFeature<In>>,
                       PerBatch<PerFeature<In>>>;

  template <class In>
  static constexpr std::array<ParamInfo, 4> info() {
    return {ParamInfo{"weight", Init::constant, 1}, ParamInfo{"bias"}, ParamInfo{"running_mean"},
            ParamInfo{"running_var", Init::constant, 1}};
  }

  void forward(auto& ctx, auto f) const {
    const auto [w, b, running_mean, running_var] = f.params;
    const auto [m, r, sum, sum_x] = f.saved;
    statistics(ctx, f, m, r, running_mean, running_var);
    map(ctx, set, op::Normalise{}, f.y, f.x, per_channel(m), per_channel(r), per_channel(w),
        per_channel(b));  // (N, H, W, C)
  }
  void backward(auto& ctx, auto f, auto dy, auto dx, auto dp) const {
    const auto [w, b, running_mean, running_var] = f.params;
    const auto [dw, db, fixed_mean, fixed_var] = dp;
    const auto [m, r, sum, sum_x] = f.saved;
    sum_channel_pairs(ctx, op::WithNormalised{}, sum, sum_x, dy, f.x, per_channel(m),
                      per_channel(r));                            // (C), (C)
    map(ctx, add, op::Identity{}, dw, sum_x);                     // (C)
    map(ctx, add, op::Identity{}, db, sum);                       // (C)
    map(ctx, set, op::Product{}, sum, sum, w);                    // (C)
    map(ctx, set, op::Product{}, sum_x, sum_x, w);                // (C)
    set_input(ctx, f, dy, dx, m, r, per_channel(w), sum, sum_x);  // (N, H, W, C)
  }

  // Its two halves, for layers that take weight and bias from elsewhere.

  /// Sets mean and 1 / deviation of a pass; moves the running ones where the pass says so.
  void statistics(auto& ctx, auto f, auto m, auto r, auto running_mean, auto running_var) const {
    using T = typename decltype(f)::Scalar;
    if (f.training) {
      const T count = count_of(f), few = std::max(count - 1, T(1));
      sum_channels(ctx, set, op::Scale<T>{1 / count}, m, f.x);                         // (C)
      sum_channels(ctx, set, op::SquareAround<T>{1 / count}, r, f.x, per_channel(m));  // (C)
      if (f.track) {
        const T step = T(momentum);
        map(ctx, set, Follow<T>{step, T(1)}, running_mean, running_mean, m);       // (C)
        map(ctx, set, Follow<T>{step, count / few}, running_var, running_var, r);  // (C)
      }
    } else {
      map(ctx, set, op::Identity{}, m, running_mean);  // (C)
      map(ctx, set, op::Identity{}, r, running_var);   // (C)
    }
    map(ctx, set, op::OneOverRoot{epsilon}, r, r);  // (C)
  }
  /// Sets dx, given the sums over the batch of w dy and of w dy times the normalised x.
  static void set_input(auto& ctx, auto f, auto dy, auto dx, auto m, auto r, auto w, auto sum,
                        auto sum_x) {
    using T = typename decltype(f)::Scalar;
    if (f.training)
      map(ctx, set, op::NormaliseInput<T>{1 / count_of(f)}, dx, dy, f.x, per_channel(m),
          per_channel(r), w, per_channel(sum), per_channel(sum_x));   // (N, H, W, C)
    else map(ctx, set, op::ScaleInput{}, dx, dy, per_channel(r), w);  // (N, H, W, C)
  }

  template <class T>
  struct Follow {
    T momentum, factor;
    AUGURY_HD T operator()(T old, T now) const { return old + momentum * (now * factor - old); }
  };

 private:
  /// How many numbers a mean is over.
  template <class F>
  static typename F::Scalar count_of(const F& f) {
    return static_cast<typename F::Scalar>(std::ptrdiff_t{f.n()} * F::Input::size /
                                           F::Input::channels);
  }
};

}  // namespace augury
