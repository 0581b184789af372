// SPDX-License-Identifier: MIT
// A layer of your own: copy this file, change the struct below, and name the copy in the #include of
// custom_layer.cpp and custom_layer/cuda.cu.
//
// The layer is Swish with a learned sharpness (1710.05941), one b for each channel:
//
//   y = x s(b x),   where s(t) = 1 / (1 + exp(-t))
//
// What a layer owes its users is written in augury/layer/layer.hpp. In short: it says which shapes
// go in and out and which parameters it wants, and it has a forward and a backward that are made
// of kernels. It holds no memory. It never mentions second derivatives, and yet gradient
// penalties, which differentiate it twice, are exact through it. It names no backend either: the
// same text runs on the CPU and on NVIDIA GPUs.
#pragma once
#include <array>
#include <augury/toolkit.hpp>

namespace mine {
using namespace augury;

struct Swish {
  // Shapes. The output is as the input; one parameter per channel; nothing kept for backward.
  template <class In>
  using Output = In;
  template <class In>
  using Params = Shapes<Shape<In::channels>>;
  template <class In>
  using Saved = Shapes<>;

  // Optional: the parameter's name in checkpoints, and that it begins at 1 instead of 0.
  template <class In>
  static constexpr std::array<ParamInfo, 1> info() {
    return {ParamInfo{"sharpness", Init::constant, 1.0f}};
  }

  // Scalar functions, written for any kind of number S: float, double, or a number that carries
  // its own derivative along. This is where second order comes from.
  struct Value {
    template <class S>
    AUGURY_HD S operator()(S x, S b) const {
      return x * math::sigmoid(b * x);
    }
  };
  struct ByInput {  // dy * d/dx = dy (s + b x s (1 - s))
    template <class S>
    AUGURY_HD S operator()(S x, S dy, S b) const {
      const S s = math::sigmoid(b * x);
      return dy * (s + b * x * s * (S(1) - s));
    }
  };
  struct BySharpness {  // dy * d/db = dy x^2 s (1 - s)
    template <class S>
    AUGURY_HD S operator()(S x, S dy, S b) const {
      const S s = math::sigmoid(b * x);
      return dy * x * x * s * (S(1) - s);
    }
  };

  // f has the input x, the output y and the parameters. Outputs and dx are set, parameter
  // gradients are added to. End each line with the shapes: they are easy to check by eye.
  void forward(auto& ctx, auto f) const {
    const auto [b] = f.params;
    map(ctx, set, Value{}, f.y, f.x, per_channel(b));  // (N, H, W, C), (C)
  }
  void backward(auto& ctx, auto f, auto dy, auto dx, auto dp) const {
    const auto [b] = f.params;
    const auto [db] = dp;
    map(ctx, set, ByInput{}, dx, f.x, dy, per_channel(b));               // (N, H, W, C), (C)
    sum_channels(ctx, add, BySharpness{}, db, f.x, dy, per_channel(b));  // (C) += over N, H, W
  }
};

// The compiler checks the contract as far as it can see it, for a shape that the layer must take.
static_assert(Layer<Swish, Shape<8, 8, 3>>);

// It goes into networks like any other layer. This one is small, for each of its numbers is moved
// twice to find out whether the gradients are right (check.hpp).
using Network = Sequential<Shape<4, 4, 2>, Conv<4>, Swish, Dense<2>>;

}  // namespace mine
