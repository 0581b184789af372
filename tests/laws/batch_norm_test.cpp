// SPDX-License-Identifier: MIT
#include "laws/expect.hpp"
using namespace augury;

TEST_CASE("BatchNorm keeps the laws in training") {
  laws::expect<BatchNorm, Shape<3, 5, 7>>("BatchNorm");
  laws::expect<BatchNorm, Shape<6, 4, 1>>("BatchNorm");
  laws::expect<BatchNorm, Shape<1, 11, 3>>("BatchNorm");
  laws::expect<BatchNorm, Shape<19>>("BatchNorm");
}

TEST_CASE("BatchNorm keeps the laws in evaluation") {
  laws::expect<BatchNorm, Shape<3, 5, 7>>("BatchNorm evaluation", {}, false);
  laws::expect<BatchNorm, Shape<19>>("BatchNorm evaluation", {}, false);
}

TEST_CASE("BatchNorm gives mean 0 and variance 1, whatever the mean before") {
  laws::Once<BatchNorm, Shape<4, 4, 3>> layer(8);
  std::fill_n(layer.value(0), 3, 1.0);
  auto x = laws::numbers(8 * 48, 1, 3);
  for (double& number : x) number += 1000;
  const auto y = layer.forward(x);
  for (std::size_t c = 0; c < 3; ++c) {
    double mean = 0, square = 0;
    for (std::size_t i = c; i < y.size(); i += 3) mean += y[i], square += y[i] * y[i];
    REQUIRE(std::abs(mean / 128) < 1e-9);
    REQUIRE(square / 128 == Approx(1).epsilon(1e-4));
  }
}

TEST_CASE("BatchNorm's running statistics move in tracked training passes alone") {
  laws::Once<BatchNorm, Shape<1>> layer(4);
  layer.values = {1, 0, 0, 1};  // weight, bias, running mean, running variance
  const std::vector<double> x{1, 2, 3, 6};
  layer.forward(x);
  REQUIRE(layer.values == std::vector<double>{1, 0, 0, 1});

  layer.conditions.track = true;
  layer.conditions.training = false;
  layer.forward(x);
  REQUIRE(layer.values == std::vector<double>{1, 0, 0, 1});

  layer.conditions.training = true;
  layer.forward(x);  // mean 3, unbiased variance 14 / 3
  REQUIRE(layer.values[2] == Approx(0.3));
  REQUIRE(layer.values[3] == Approx(0.9 + 0.1 * 14 / 3));

  layer.conditions.training = false;
  const auto y = layer.forward(x);
  REQUIRE(y[0] == Approx((1 - 0.3) / std::sqrt(0.9 + 1.4 / 3 + 1e-5)));
}

TEST_CASE("BatchNorm stands a batch of one number") {
  laws::Once<BatchNorm, Shape<2>> layer(1);
  layer.conditions.track = true;
  layer.values = {1, 1, 5, 5, 0, 0, 1, 1};
  REQUIRE(layer.forward({3, 4}) == std::vector<double>{5, 5});
  for (double value : layer.values) REQUIRE(std::isfinite(value));
}
