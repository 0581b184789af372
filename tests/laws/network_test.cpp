// SPDX-License-Identifier: MIT
#include "laws/expect.hpp"
using namespace augury;

using Block = Residual<Conv<5, 3, 1>, PRelu, WeightNorm<Conv<5, 3, 1>>>;
using Routed = Residual<StochasticDeconv<2, 3, 3, 1>, Tanh>;

TEST_CASE("Residual keeps the laws") {
  laws::expect<Block, Shape<4, 3, 5>>("Residual<Conv, PRelu, WeightNorm<Conv>>");
  laws::expect<Residual<Dense<7>, Tanh>, Shape<7>>("Residual<Dense, Tanh>");
  laws::expect<Routed, Shape<2, 3, 3>>("Residual<StochasticDeconv, Tanh>");
}

TEST_CASE("Nested stacks keep the laws") {
  using Lower = Sequential<Conv<5>, Tanh>;
  laws::expect<Sequential<Lower, Block, Dense<1>>, Shape<6, 5, 2>>(
      "Sequential<Sequential, Residual, Dense>");
  laws::expect<Sequential<Routed, Sequential<StochasticDeconv<3, 2>, Tanh>>, Shape<2, 3, 3>>(
      "Sequential<Residual, Sequential>, routed");
  laws::expect<Sequential<JoinLabel<3>, Dense<12>, Reshape<2, 3, 2>, BatchNorm, Dropout,
                          Upsample<2>, Conv<3, 3, 1>, AveragePool<2>, Flatten, Projection>,
               Shape<4>>("Sequential of ten kinds");
}

TEST_CASE("Residual adds its input") {
  laws::Once<Residual<Dense<2>>, Shape<2>> layer(1);
  layer.values = {1, 2, 3, 4, 10, 20};  // w, b
  REQUIRE(layer.forward({1, 1}) == std::vector<double>{1 + 4 + 10, 1 + 6 + 20});
  REQUIRE(layer.backward({1, 0}) == std::vector<double>{1 + 1, 3});
}

TEST_CASE("Residual's layers are counted and named as those of a stack") {
  const auto layout = layout_of<Sequential<Dense<3>, Residual<Dense<3>, Dense<3>>>, Shape<3>>(0);
  REQUIRE(layout.size() == 6);
  REQUIRE(layout[4].name == "1.1.weight");
  STATIC_REQUIRE(routes_of<Sequential<Routed, Routed>> == 2);
  STATIC_REQUIRE(!Shaped<Residual<Dense<4>>, Shape<3>>);
}

TEST_CASE("Each stochastic layer of nested stacks has its own routes") {
  using Nested = Sequential<Routed, Sequential<StochasticDeconv<3, 2>, Tanh>>;
  laws::Once<Nested, Shape<2, 3, 3>> net(6);
  net.conditions.key = Key{1, Purpose::layer};
  net.forward(laws::numbers(6 * 18, 1));
  const auto routes = net.routes();
  std::vector<int> count(3);
  for (std::size_t i = 0; i < 6; ++i) REQUIRE(routes[i] < 2);
  for (std::size_t i = 6; i < 12; ++i) ++count[static_cast<std::size_t>(routes[i])];
  REQUIRE(count == std::vector<int>{2, 2, 2});
}
