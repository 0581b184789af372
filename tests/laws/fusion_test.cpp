// SPDX-License-Identifier: MIT
// Fused equals unfused: activations that ride in the kernels of their neighbours give the bits that they
// give by themselves.
#include "laws/expect.hpp"
using namespace augury;

namespace {

/// An activation that rides with nobody.
template <class A>
struct Alone : Pointwise {
  A activation;
  void forward(auto& ctx, auto f) const { activation.forward(ctx, f); }
  void backward(auto& ctx, auto f, auto dy, auto dx, auto dp) const {
    activation.backward(ctx, f, dy, dx, dp);
  }
};
template <class L>
using Apart = std::conditional_t<IsActivation<L>, Alone<L>, L>;

template <class T, class Fused, class Unfused, class In>
void expect_same_bits(bool training) {
  laws::Subject<Fused, In, T> fused({}, 2, training, 1);
  laws::Subject<Unfused, In, T> unfused({}, 2, training, 1);
  const auto same = [](const auto& a, const auto& b) {
    CHECK(a.y == b.y);
    CHECK(a.dx == b.dx);
    CHECK(a.dp == b.dp);
  };
  same(fused.plain(), unfused.plain());
  same(fused.dual(), unfused.dual());
}

/// Layers that fuse, with an activation before each of them and one at the end.
template <class In, class T, class... L>
void expect_fused() {
  using Fused = Stack<Alone<Tanh>, L..., Alone<Tanh>>;
  for (int i = 1; i < Fused::count - 1; ++i) {
    INFO("layer " << i);
    CHECK(Fused::keeps_output(i, true) == (i % 2 == 1));
  }
  for (const bool training : {false, true})
    expect_same_bits<T, Fused, Stack<Alone<Tanh>, Apart<L>..., Alone<Tanh>>, In>(training);
}

}  // namespace

TEST_CASE("Activations ride in products") {
  using Skipping = Conv<3, 2, 3, 0>;
  using Sparse = Deconv<5, 2, 3, 0>;
  expect_fused<Shape<4, 6, 3>, float, Sigmoid, Conv<6>, LeakyRelu, StochasticDeconv<3, 4>, Tanh,
               Skipping, Sigmoid, Sparse, Relu, Deconv<2>, LeakyRelu, Dense<7>, Tanh,
               SpectralNorm<Dense<24>>, Relu, Reshape<2, 3, 4>, Tanh, WeightNorm<Conv<5, 3, 1>>,
               Relu>();
}
TEST_CASE("Activations ride in maps") {
  expect_fused<Shape<4, 6, 4>, float, Sigmoid, BatchNorm, LeakyRelu, ConditionalBatchNorm, Tanh,
               GroupNorm<2>, Relu, InstanceNorm, Sigmoid, Dropout, LeakyRelu, Upsample<2>, Tanh,
               AveragePool<2>, Sigmoid, Upsample<2, Interpolation::bilinear>, Relu, MaxPool<2>,
               LeakyRelu, Flatten, Tanh>();
}
TEST_CASE("Activations ride in stacks, and in double") {
  using Inner = Stack<Conv<4>, Tanh, BatchNorm>;
  expect_fused<Shape<4, 4, 2>, double, Sigmoid, Inner, LeakyRelu, Dense<3>, Tanh>();
}

TEST_CASE("What does not fuse keeps its output") {
  using Layers = Stack<PRelu, Relu, Tanh, Projection>;
  STATIC_REQUIRE(!fuses<Layers>);
  for (int i = 0; i < 4; ++i) REQUIRE(Layers::keeps_output(i, true));
}

TEST_CASE("A leaky ReLU whose output does not tell its input is refused") {
  laws::Once<LeakyRelu, Shape<3>> layer(1, LeakyRelu{{}, -0.5f});
  REQUIRE_THROWS_WITH(layer.forward({1, 2, 3}),
                      "LeakyRelu: slope must be 0 or more, but is -0.500000; PRelu has slopes of "
                      "either sign");
}
