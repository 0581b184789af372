// SPDX-License-Identifier: MIT
#include "laws/expect.hpp"
using namespace augury;

TEST_CASE("GroupNorm keeps the laws") {
  laws::expect<GroupNorm<1>, Shape<3, 5, 7>>("GroupNorm<1>");
  laws::expect<GroupNorm<3>, Shape<3, 5, 6>>("GroupNorm<3>");
  laws::expect<GroupNorm<7>, Shape<3, 5, 7>>("GroupNorm<7>");
  laws::expect<GroupNorm<1>, Shape<6, 4, 1>>("GroupNorm<1>");
  laws::expect<GroupNorm<4>, Shape<1, 11, 8>>("GroupNorm<4>");
  laws::expect<GroupNorm<5>, Shape<20>>("GroupNorm<5>");
  laws::expect<GroupNorm<3>, Shape<3, 5, 6>>("GroupNorm<3> evaluation", {}, false);
  laws::expect<GroupNorm<2>, Shape<13, 11, 4>>("GroupNorm<2>");  // more than a block of positions
}

TEST_CASE("GroupNorm gives each group of each sample mean 0 and variance 1") {
  laws::Once<GroupNorm<2>, Shape<9, 9, 4>> layer(3);
  std::fill_n(layer.value(0), 4, 1.0);
  auto x = laws::numbers(3 * 324, 1, 3);
  for (std::size_t i = 0; i < x.size(); ++i) x[i] += 100.0 * double(i % 4 / 2) + double(i / 324);
  const auto y = layer.forward(x);
  for (std::size_t n = 0; n < 3; ++n)
    for (std::size_t g = 0; g < 2; ++g) {
      double mean = 0, square = 0;
      for (std::size_t i = 0; i < 324; ++i)
        if (i % 4 / 2 == g) mean += y[n * 324 + i], square += y[n * 324 + i] * y[n * 324 + i];
      REQUIRE(std::abs(mean / 162) < 1e-9);
      REQUIRE(square / 162 == Approx(1).epsilon(1e-4));
    }
}

TEST_CASE("GroupNorm by hand: weight and bias are per channel") {
  laws::Once<GroupNorm<2>, Shape<4>> layer(1, {.epsilon = 0});
  layer.values = {1, 2, 3, 4, 10, 20, 30, 40};
  REQUIRE(layer.forward({1, 3, 5, 5.5}) == std::vector<double>{9, 22, 27, 44});
}

TEST_CASE("GroupNorm's samples do not know of each other") {
  laws::Once<GroupNorm<3>, Shape<4, 5, 6>> batch(3), alone(1);
  batch.values = alone.values = laws::numbers(12, 1);
  const auto x = laws::numbers(3 * 120, 2), dy = laws::numbers(3 * 120, 3);
  const auto y = batch.forward(x), dx = batch.backward(dy);
  REQUIRE(alone.forward({x.begin() + 120, x.begin() + 240}) ==
          std::vector<double>(y.begin() + 120, y.begin() + 240));
  REQUIRE(alone.backward({dy.begin() + 120, dy.begin() + 240}) ==
          std::vector<double>(dx.begin() + 120, dx.begin() + 240));
}

TEST_CASE("GroupNorm takes channels that divide into groups of more than one number") {
  STATIC_REQUIRE(Shaped<GroupNorm<4>, Shape<2, 2, 8>>);
  STATIC_REQUIRE(Shaped<GroupNorm<8>, Shape<2, 2, 8>>);
  STATIC_REQUIRE(!Shaped<GroupNorm<3>, Shape<2, 2, 8>>);
  STATIC_REQUIRE(!Shaped<GroupNorm<16>, Shape<2, 2, 8>>);
  STATIC_REQUIRE(!Shaped<GroupNorm<8>, Shape<8>>);
}
