// SPDX-License-Identifier: MIT
#include <cmath>
#include <limits>
#include <vector>

#include "laws/expect.hpp"
using namespace augury;

TEST_CASE("AveragePool keeps the laws") {
  laws::expect<AveragePool<2>, Shape<6, 4, 7>>("AveragePool<2>");
  laws::expect<AveragePool<3, 2>, Shape<7, 8, 1>>("AveragePool<3, 2>");
  laws::expect<AveragePool<2, 3>, Shape<7, 8, 2>>("AveragePool<2, 3>");
  laws::expect<AveragePool<4>, Shape<1, 18, 3>>("AveragePool<4>");
}

TEST_CASE("MaxPool keeps the laws") {
  laws::expect<MaxPool<2>, Shape<6, 4, 7>>("MaxPool<2>");
  laws::expect<MaxPool<3, 2>, Shape<7, 8, 1>>("MaxPool<3, 2>");
  laws::expect<MaxPool<2, 3>, Shape<7, 8, 2>>("MaxPool<2, 3>");
  laws::expect<MaxPool<4>, Shape<1, 18, 3>>("MaxPool<4>");
}

TEST_CASE("Pools by hand: windows that do not fit are dropped, equal maxima count once") {
  const std::vector<double> x{1, 5, 5, 0, 2, 5, 5, 0, 9, 9, 9, 9};
  laws::Once<AveragePool<2>, Shape<3, 4, 1>> average(1);
  REQUIRE(average.forward(x) == std::vector<double>{3.25, 2.5});
  REQUIRE(average.backward({4, 8}) == std::vector<double>{1, 1, 2, 2, 1, 1, 2, 2, 0, 0, 0, 0});
  laws::Once<MaxPool<2>, Shape<3, 4, 1>> most(1);
  REQUIRE(most.forward(x) == std::vector<double>{5, 5});
  REQUIRE(most.backward({4, 8}) == std::vector<double>{0, 4, 8, 0, 0, 0, 0, 0, 0, 0, 0, 0});
  laws::Once<MaxPool<2, 1>, Shape<3, 4, 1>> overlapping(1);
  REQUIRE(overlapping.forward(x) == std::vector<double>{5, 5, 5, 9, 9, 9});
  REQUIRE(overlapping.backward({1, 2, 3, 4, 5, 6}) ==
          std::vector<double>{0, 3, 3, 0, 0, 0, 0, 0, 4, 5, 6, 0});
}

TEST_CASE("Pools take images that hold a window") {
  STATIC_REQUIRE(Shaped<MaxPool<3>, Shape<3, 3, 1>>);
  STATIC_REQUIRE(!Shaped<MaxPool<3>, Shape<2, 3, 1>>);
  STATIC_REQUIRE(!Shaped<AveragePool<3>, Shape<9>>);
}

TEST_CASE("MaxPool does not hide a number that is none") {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  for (std::size_t at = 0; at < 4; ++at) {
    std::vector<double> x{1, 2, 3, 4};
    x[at] = nan;
    laws::Once<MaxPool<2>, Shape<2, 2, 1>> most(1);
    REQUIRE(std::isnan(most.forward(x)[0]));
  }
}
