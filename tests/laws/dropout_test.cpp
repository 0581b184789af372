// SPDX-License-Identifier: MIT
#include <cmath>
#include <limits>
#include <vector>

#include "laws/expect.hpp"
using namespace augury;

TEST_CASE("Dropout keeps the laws") {
  laws::expect<Dropout, Shape<3, 5, 7>>("Dropout");
  laws::expect<Dropout, Shape<19>>("Dropout", Dropout{.rate = 0.2f});
  laws::expect<Dropout, Shape<3, 5, 7>>("Dropout evaluation", {}, false);
}

TEST_CASE("Dropout keeps the mean, and drops as often as it says") {
  laws::Once<Dropout, Shape<1000>> layer(20, Dropout{.rate = 0.25f});
  layer.conditions.key = Key{3, Purpose::layer, 5};
  const std::vector<double> ones(20000, 1.0);
  const auto y = layer.forward(ones);
  double sum = 0;
  int dropped = 0;
  for (double number : y) sum += number, dropped += number == 0;
  REQUIRE(std::abs(dropped - 5000) < 250);  // 4 standard deviations
  REQUIRE(sum == Approx(20000).epsilon(0.02));
  REQUIRE(layer.forward(ones) == y);
  ++layer.conditions.key.step;
  REQUIRE(layer.forward(ones) != y);
}

TEST_CASE("Dropout's mask belongs to the number of a sample, not to its place in a batch") {
  laws::Once<Dropout, Shape<10>> batch(4), alone(1);
  const auto y = batch.forward(std::vector<double>(40, 1.0));
  alone.conditions.first = 3;
  REQUIRE(alone.forward(std::vector<double>(10, 1.0)) ==
          std::vector<double>(y.begin() + 30, y.end()));
}

TEST_CASE("Dropout is the identity in evaluation") {
  laws::Once<Dropout, Shape<3>> layer(1);
  layer.conditions.training = false;
  REQUIRE(layer.forward({1, 2, 3}) == std::vector<double>{1, 2, 3});
  REQUIRE(layer.backward({1, 2, 3}) == std::vector<double>{1, 2, 3});
}

TEST_CASE("Dropout takes rates from 0 up to, but not, 1") {
  for (float rate : {-0.1f, 1.0f, std::numeric_limits<float>::quiet_NaN()}) {
    laws::Once<Dropout, Shape<3>> layer(1, Dropout{.rate = rate});
    REQUIRE_THROWS_AS(layer.forward({1, 2, 3}), UsageError);
  }
  laws::Once<Dropout, Shape<3>> none(1, Dropout{.rate = 0});
  REQUIRE(none.forward({1, 2, 3}) == std::vector<double>{1, 2, 3});
}
