// SPDX-License-Identifier: MIT
#pragma once
#include <algorithm>

#include "augury/kernel/pair_sum.hpp"
#include "augury/kernel/pointwise.hpp"
#include "augury/layer/layer.hpp"

namespace augury {

/// Batch normalisation (1502.03167): y = (x - m) / sqrt(v + epsilon) * weight + bias, per channel.
/// In training m and v are mean and variance over the batch and all positions, and running ones
/// follow them with `momentum` (the variance unbiased, as PyTorch has it) where the pass tracks
/// them. In evaluation m and v are the running ones.
struct BatchNorm {
  float epsilon = 1e-5f;
  float momentum = 0.1f;

  template <class In>
  using PerFeature = Shape<In::channels>;
  template <class In>
  using Output = In;
  template <class In>
  using Params =
      Shapes<PerFeature<In>, PerFeature<In>, Fixed<PerFeature<In>>, Fixed<PerFeature<In>>>;
  /// Mean, 1 / deviation; for backward the sums of dy and of dy times the normalised x.
  template <class In>
  using Saved = Shapes<PerBatch<PerFeature<In>>, PerBatch<PerFeature<In>>, PerBatch<PerFeature<In>>,
                       PerBatch<PerFeature<In>>>;

  template <class In>
  static constexpr std::array<ParamInfo, 4> info() {
    return {ParamInfo{"weight", Init::constant, 1}, ParamInfo{"bias"}, ParamInfo{"running_mean"},
            ParamInfo{"running_var", Init::constant, 1}};
  }

  template <class T>
  struct SquareAround {
    T factor;
    template <class S>
    AUGURY_HD S operator()(S x, S m) const {
      return (x - m) * (x - m) * S(factor);
    }
  };
  struct OneOverRoot {
    float epsilon;
    template <class S>
    AUGURY_HD S operator()(S v) const {
      return S(1) / math::sqrt(v + S(epsilon));
    }
  };
  template <class T>
  struct Follow {
    T momentum, factor;
    AUGURY_HD T operator()(T old, T now) const { return old + momentum * (now * factor - old); }
  };
  struct Value {
    template <class S>
    AUGURY_HD S operator()(S x, S m, S r, S w, S b) const {
      return (x - m) * r * w + b;
    }
  };
  struct Sums {
    template <class S>
    AUGURY_HD Two<S> operator()(S dy, S x, S m, S r) const {
      return {dy, dy * ((x - m) * r)};
    }
  };
  /// m and v move with x: what of dy they take up is subtracted.
  template <class T>
  struct ByInput {
    T factor;
    template <class S>
    AUGURY_HD S operator()(S dy, S x, S m, S r, S w, S sum, S sum_x) const {
      return w * r * (dy - (sum + (x - m) * r * sum_x) * S(factor));
    }
  };
  struct ByInputAlone {
    template <class S>
    AUGURY_HD S operator()(S dy, S r, S w) const {
      return w * r * dy;
    }
  };

  void forward(auto& ctx, auto f) const {
    using T = typename decltype(f)::Scalar;
    const auto [w, b, running_mean, running_var] = f.params;
    const auto [m, r, sum, sum_x] = f.saved;
    if (f.training) {
      const T count = count_of(f), few = std::max(count - 1, T(1));
      sum_channels(ctx, set, op::Scale<T>{1 / count}, m, f.x);                     // (C)
      sum_channels(ctx, set, SquareAround<T>{1 / count}, r, f.x, per_channel(m));  // (C)
      if (f.track) {
        const T step = T(momentum);
        map(ctx, set, Follow<T>{step, T(1)}, running_mean, running_mean, m);       // (C)
        map(ctx, set, Follow<T>{step, count / few}, running_var, running_var, r);  // (C)
      }
    } else {
      map(ctx, set, op::Identity{}, m, running_mean);  // (C)
      map(ctx, set, op::Identity{}, r, running_var);   // (C)
    }
    map(ctx, set, OneOverRoot{epsilon}, r, r);  // (C)
    map(ctx, set, Value{}, f.y, f.x, per_channel(m), per_channel(r), per_channel(w),
        per_channel(b));  // (N, H, W, C)
  }
  void backward(auto& ctx, auto f, auto dy, auto dx, auto dp) const {
    using T = typename decltype(f)::Scalar;
    const auto [w, b, running_mean, running_var] = f.params;
    const auto [dw, db, fixed_mean, fixed_var] = dp;
    const auto [m, r, sum, sum_x] = f.saved;
    const auto mean = per_channel(m), scale = per_channel(r);
    const auto weight = per_channel(w);
    sum_channel_pairs(ctx, Sums{}, sum, sum_x, dy, f.x, mean, scale);  // (C), (C)
    map(ctx, add, op::Identity{}, dw, sum_x);                          // (C)
    map(ctx, add, op::Identity{}, db, sum);                            // (C)
    if (f.training)
      map(ctx, set, ByInput<T>{1 / count_of(f)}, dx, dy, f.x, mean, scale, weight, per_channel(sum),
          per_channel(sum_x));                                  // (N, H, W, C)
    else map(ctx, set, ByInputAlone{}, dx, dy, scale, weight);  // (N, H, W, C)
  }

 private:
  /// How many numbers a mean is over.
  template <class F>
  static typename F::Scalar count_of(const F& f) {
    return static_cast<typename F::Scalar>(std::ptrdiff_t{f.n()} * F::Input::size /
                                           F::Input::channels);
  }
};

}  // namespace augury
