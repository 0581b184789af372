// SPDX-License-Identifier: MIT
// Activations without parameters. Each is a function and its derivative, over generic scalars.
#pragma once
#include <concepts>
#include <string>
#include <tuple>

#include "augury/core/error.hpp"
#include "augury/kernel/pointwise.hpp"
#include "augury/layer/layer.hpp"

namespace augury {

/// What pointwise layers without parameters share: same shape, nothing saved.
struct Pointwise {
  template <class In>
  using Output = In;
  template <class In>
  using Params = Shapes<>;
  template <class In>
  using Saved = Shapes<>;
};

/// An activation A says by value() what y = f(x) is, and by derivative() what dx is, given y and dy:
/// all that is known of x is y. A stack may have both computed in the kernels of its neighbours.
template <class A>
struct Activation : Pointwise {
  void forward(auto& ctx, auto f) const { map(ctx, set, self().value(), f.y, f.x); }
  void backward(auto& ctx, auto f, auto dy, auto dx, auto) const {
    map(ctx, set, self().derivative(), dx, f.y, dy);
  }

 private:
  const A& self() const { return static_cast<const A&>(*this); }
};

template <class L>
concept IsActivation = std::derived_from<L, Activation<L>>;

/// y = x where x > 0, else slope * x. Throws UsageError for a slope that is not 0 or more: y would not
/// tell which x it is of.
struct LeakyRelu : Activation<LeakyRelu> {
  float slope = 0.2f;
  auto numbers() const { return std::tuple(slope); }

  struct Value {
    float slope;
    bool is_relu() const { return slope == 0; }  ///< libraries know that one
    template <class S>
    AUGURY_HD S operator()(S x) const {
      return x * (x > S(0) ? S(1) : S(slope));
    }
  };
  struct Derivative {
    float slope;
    template <class S>
    AUGURY_HD S operator()(S y, S dy) const {
      return dy * (y > S(0) ? S(1) : S(slope));
    }
  };
  Value value() const {
    if (!(slope >= 0))
      throw UsageError("LeakyRelu: slope must be 0 or more, but is " + std::to_string(slope) +
                       "; PRelu has slopes of either sign");
    return {slope};
  }
  Derivative derivative() const { return {slope}; }
};

/// y = max(x, 0).
struct Relu : Activation<Relu> {
  LeakyRelu::Value value() const { return {0}; }
  LeakyRelu::Derivative derivative() const { return {0}; }
};

/// y = tanh(x).
struct Tanh : Activation<Tanh> {
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
  Value value() const { return {}; }
  Derivative derivative() const { return {}; }
};

/// y = 1 / (1 + exp(-x)).
struct Sigmoid : Activation<Sigmoid> {
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
  Value value() const { return {}; }
  Derivative derivative() const { return {}; }
};

}  // namespace augury
