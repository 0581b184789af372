// SPDX-License-Identifier: MIT
// Activations without parameters. Each is a function and its derivative, over generic scalars.
#pragma once
#include <tuple>

#include "augury/kernel/pointwise.hpp"
#include "augury/layer/layer.hpp"

namespace augury {

/// What activations without parameters share: same shape, nothing saved.
struct Pointwise {
  template <class In>
  using Output = In;
  template <class In>
  using Params = Shapes<>;
  template <class In>
  using Saved = Shapes<>;
};

/// y = x where x > 0, else slope * x.
struct LeakyRelu : Pointwise {
  float slope = 0.2f;
  auto numbers() const { return std::tuple(slope); }

  struct Value {
    float slope;
    template <class S>
    AUGURY_HD S operator()(S x) const {
      return x * (x > S(0) ? S(1) : S(slope));
    }
  };
  struct Derivative {
    float slope;
    template <class S>
    AUGURY_HD S operator()(S x, S dy) const {
      return dy * (x > S(0) ? S(1) : S(slope));
    }
  };
  void forward(auto& ctx, auto f) const { map(ctx, set, Value{slope}, f.y, f.x); }
  void backward(auto& ctx, auto f, auto dy, auto dx, auto) const {
    map(ctx, set, Derivative{slope}, dx, f.x, dy);
  }
};

/// y = max(x, 0).
struct Relu : Pointwise {
  void forward(auto& ctx, auto f) const { map(ctx, set, LeakyRelu::Value{0}, f.y, f.x); }
  void backward(auto& ctx, auto f, auto dy, auto dx, auto) const {
    map(ctx, set, LeakyRelu::Derivative{0}, dx, f.x, dy);
  }
};

/// y = tanh(x).
struct Tanh : Pointwise {
  struct Value {
    template <class S>
    AUGURY_HD S operator()(S x) const {
      return math::tanh(x);
    }
  };
  struct Derivative {
    template <class S>
    AUGURY_HD S operator()(S y, S dy) const {
      return (S(1) - y * y) * dy;
    }
  };
  void forward(auto& ctx, auto f) const { map(ctx, set, Value{}, f.y, f.x); }
  void backward(auto& ctx, auto f, auto dy, auto dx, auto) const {
    map(ctx, set, Derivative{}, dx, f.y, dy);
  }
};

/// y = 1 / (1 + exp(-x)).
struct Sigmoid : Pointwise {
  struct Value {
    template <class S>
    AUGURY_HD S operator()(S x) const {
      return math::sigmoid(x);
    }
  };
  struct Derivative {
    template <class S>
    AUGURY_HD S operator()(S y, S dy) const {
      return y * (S(1) - y) * dy;
    }
  };
  void forward(auto& ctx, auto f) const { map(ctx, set, Value{}, f.y, f.x); }
  void backward(auto& ctx, auto f, auto dy, auto dx, auto) const {
    map(ctx, set, Derivative{}, dx, f.y, dy);
  }
};

}  // namespace augury
