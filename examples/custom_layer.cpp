// SPDX-License-Identifier: MIT
// A layer of your own: copy this file, and change the struct below.
//
// The layer is Swish with a learned sharpness (1710.05941), one b for each channel:
//
//   y = x s(b x),   where s(t) = 1 / (1 + exp(-t))
//
// What a layer owes its users is written in augury/layer/layer.hpp. In short: it says which shapes
// go in and out and which parameters it wants, and it has a forward and a backward that are made
// of kernels. It holds no memory. It never mentions second derivatives, and yet gradient
// penalties, which differentiate it twice, are exact through it.
#include <algorithm>
#include <augury/augury.hpp>
#include <cmath>
#include <cstdio>
#include <string>

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

// It goes into networks like any other layer.
using Network = Sequential<Shape<8, 8, 3>, Conv<4>, Swish, Dense<2>>;

// What the compiler cannot see is whether backward is right. So compare it with what calculus says:
// for a function L of the network's numbers, dL/dw is near (L(w + h) - L(w - h)) / 2h.
int main() {
  Context<Cpu> ctx;
  constexpr int batch = 3;
  Model<Network, double> model(ctx, 0);
  Activations<Network::Layers, Network::Input, Plain<double>> pass(ctx, batch);
  const auto randomise = [](double* numbers, std::size_t count, std::uint32_t stream) {
    for (std::size_t i = 0; i < count; ++i)
      numbers[i] = normal<double>({7, Purpose::user, stream}, i);
  };
  const auto inputs = static_cast<std::size_t>(pass.x.size());
  const auto outputs = static_cast<std::size_t>(pass.y.size());
  randomise(model.values().data(), model.size(), 0);
  randomise(pass.x.data, inputs, 1);
  randomise(pass.dy.data, outputs, 2);

  // L = sum of dy * y, so that dy is the gradient of L by the output.
  const auto loss = [&] {
    pass.forward(ctx, model.layers(), model.parameters(), {});
    double sum = 0;
    for (std::size_t i = 0; i < outputs; ++i) sum += pass.dy.data[i] * pass.y.data[i];
    return sum;
  };
  loss();
  model.zero_gradients(ctx);
  pass.backward(ctx, model.layers(), pass.dx, model.add_gradients());
  const std::vector<double> once(model.gradients().data(), model.gradients().data() + model.size());
  pass.backward(ctx, model.layers(), pass.dx, model.add_gradients());
  bool added = true;  // twice is twice as much: gradients of parameters are added to, dx is set
  for (std::size_t i = 0; i < model.size(); ++i)
    added =
        added && std::abs(model.gradients().data()[i] - 2 * once[i]) <= 1e-9 * std::abs(once[i]);
  std::copy(once.begin(), once.end(), model.gradients().data());

  double worst = 0;
  std::string where = "nowhere";
  const auto compare = [&](const std::string& name, double* numbers, const double* gradient,
                           std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) {
      const double here = numbers[i], h = 1e-5;
      numbers[i] = here + h;
      const double above = loss();
      numbers[i] = here - h;
      const double below = loss();
      numbers[i] = here;
      const double expected = (above - below) / (2 * h);
      const double error = std::abs(gradient[i] - expected) / (1 + std::abs(expected));
      if (error <= worst) continue;
      worst = error;
      where = name + "[" + std::to_string(i) + "]";
    }
  };
  for (const Parameter& p : model.layout())  // "1.sharpness": of the layer at position 1
    compare(p.name, model.values().data() + p.offset, model.gradients().data() + p.offset,
            p.total());
  compare("x", pass.x.data, pass.dx.data, inputs);
  std::printf("%zu parameters and %zu inputs: the largest error of a gradient is %.1e, at %s\n",
              model.size(), inputs, worst, where.c_str());
  const bool right = worst < 1e-7 && added;
  std::puts(right   ? "The gradients are right."
            : added ? "The gradients are wrong: look at backward."
                    : "The gradients of the parameters are not added to: write them with `add`.");
  return right ? 0 : 1;
}
