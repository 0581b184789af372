// SPDX-License-Identifier: MIT
#pragma once
#include "augury/kernel/pointwise.hpp"
#include "augury/layer/layer.hpp"

namespace augury {

/// Translated PRelu, y = PRelu(x - b) + b with slope w kept in [0, 1]: the kink lies at a learned
/// place, so that layers under a strict weight normalisation, which have no bias, need none
/// (1704.03971). w and b are learned per channel. Outside of [0, 1] w has no gradient.
struct TPRelu {
  template <class In>
  using Output = In;
  template <class In>
  using Params = Shapes<Shape<In::channels>, Shape<In::channels>>;
  template <class In>
  using Saved = Shapes<>;

  template <class In>
  static constexpr std::array<ParamInfo, 2> info() {
    return {ParamInfo{"weight", Init::constant, 0.25f}, ParamInfo{"bias"}};
  }

  template <class S>
  AUGURY_HD static S slope(S w) {
    return w < S(0) ? S(0) : w > S(1) ? S(1) : w;
  }

  struct Value {
    template <class S>
    AUGURY_HD S operator()(S x, S w, S b) const {
      return x > b ? x : slope(w) * (x - b) + b;
    }
  };
  struct ByInput {
    template <class S>
    AUGURY_HD S operator()(S x, S dy, S w, S b) const {
      return x > b ? dy : slope(w) * dy;
    }
  };
  struct BySlope {
    template <class S>
    AUGURY_HD S operator()(S x, S dy, S w, S b) const {
      return x > b || w < S(0) || w > S(1) ? S(0) : (x - b) * dy;
    }
  };
  struct ByBias {
    template <class S>
    AUGURY_HD S operator()(S x, S dy, S w, S b) const {
      return x > b ? S(0) : (S(1) - slope(w)) * dy;
    }
  };
  void forward(auto& ctx, auto f) const {
    const auto [w, b] = f.params;
    map(ctx, set, Value{}, f.y, f.x, per_channel(w), per_channel(b));  // (N, H, W, C), (C), (C)
  }
  void backward(auto& ctx, auto f, auto dy, auto dx, auto dp) const {
    const auto [w, b] = f.params;
    const auto [dw, db] = dp;
    const auto slopes = per_channel(w), kinks = per_channel(b);
    map(ctx, set, ByInput{}, dx, f.x, dy, slopes, kinks);           // (N, H, W, C), (C), (C)
    sum_channels(ctx, add, BySlope{}, dw, f.x, dy, slopes, kinks);  // (C) += sum over N, H, W
    sum_channels(ctx, add, ByBias{}, db, f.x, dy, slopes, kinks);   // (C) += sum over N, H, W
  }
};

}  // namespace augury
