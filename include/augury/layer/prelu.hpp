// SPDX-License-Identifier: MIT
#pragma once
#include "augury/kernel/pointwise.hpp"
#include "augury/layer/layer.hpp"

namespace augury {

/// y = x where x > 0, else w x, with one learned slope w per channel (1502.01852).
struct PRelu {
  template <class In>
  using Output = In;
  template <class In>
  using Params = Shapes<Shape<In::channels>>;
  template <class In>
  using Saved = Shapes<>;

  template <class In>
  static constexpr std::array<ParamInfo, 1> info() {
    return {ParamInfo{"weight", Init::constant, 0.25f}};
  }

  struct Value {
    template <class S>
    AUGURY_HD S operator()(S x, S w) const {
      return x > S(0) ? x : w * x;
    }
  };
  struct ByInput {
    template <class S>
    AUGURY_HD S operator()(S x, S dy, S w) const {
      return x > S(0) ? dy : w * dy;
    }
  };
  struct BySlope {
    template <class S>
    AUGURY_HD S operator()(S x, S dy) const {
      return x > S(0) ? S(0) : x * dy;
    }
  };
  void forward(auto& ctx, auto f) const {
    const auto [w] = f.params;
    map(ctx, set, Value{}, f.y, f.x, per_channel(w));  // (N, H, W, C), (C)
  }
  void backward(auto& ctx, auto f, auto dy, auto dx, auto dp) const {
    const auto [w] = f.params;
    const auto [dw] = dp;
    map(ctx, set, ByInput{}, dx, f.x, dy, per_channel(w));  // (N, H, W, C), (C)
    sum_channels(ctx, add, BySlope{}, dw, f.x, dy);         // (C) += sum over N, H, W
  }
};

}  // namespace augury
