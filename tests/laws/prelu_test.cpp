// SPDX-License-Identifier: MIT
#include "laws/expect.hpp"
using namespace augury;

TEST_CASE("PRelu keeps the laws") {
  laws::expect<PRelu, Shape<3, 5, 7>>("PRelu");
  laws::expect<PRelu, Shape<6, 4, 1>>("PRelu");
  laws::expect<PRelu, Shape<19>>("PRelu");
}

TEST_CASE("TPRelu keeps the laws") {
  laws::expect<TPRelu, Shape<3, 5, 7>>("TPRelu");
  laws::expect<TPRelu, Shape<6, 4, 1>>("TPRelu");
  laws::expect<TPRelu, Shape<19>>("TPRelu");
}

TEST_CASE("PRelu has one slope per channel, beginning at 0.25") {
  laws::Once<PRelu, Shape<1, 2, 2>> layer(1);
  REQUIRE(layer.layout[0].info.value == 0.25f);
  layer.values = {0.25, 0.5};
  REQUIRE(layer.forward({-4, -4, 3, -2}) == std::vector<double>{-1, -2, 3, -1});
  REQUIRE(layer.backward({1, 1, 1, 1}) == std::vector<double>{0.25, 0.5, 1, 0.5});
  REQUIRE(layer.gradients == std::vector<double>{-4, -6});
}

TEST_CASE("TPRelu has its kink at the bias and its slope in [0, 1]") {
  laws::Once<TPRelu, Shape<3>> layer(1);
  layer.values = {0.25, 2, -1, 1, 1, 1};  // slopes, then biases
  REQUIRE(layer.forward({-3, -3, -3}) == std::vector<double>{0, -3, 1});
  layer.backward({1, 1, 1});
  REQUIRE(layer.gradients == std::vector<double>{-4, 0, 0, 0.75, 0, 1});
  REQUIRE(layer.forward({2, 2, 2}) == std::vector<double>{2, 2, 2});
}
