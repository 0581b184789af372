// SPDX-License-Identifier: MIT
#include "laws/expect.hpp"
using namespace augury;

TEST_CASE("InstanceNorm keeps the laws") {
  laws::expect<InstanceNorm, Shape<3, 5, 7>>("InstanceNorm");
  laws::expect<InstanceNorm, Shape<6, 4, 1>>("InstanceNorm");
  laws::expect<InstanceNorm, Shape<1, 11, 3>>("InstanceNorm");
  laws::expect<InstanceNorm, Shape<3, 5, 7>>("InstanceNorm evaluation", {}, false);
}

TEST_CASE("InstanceNorm is GroupNorm with a group per channel") {
  laws::Once<InstanceNorm, Shape<3, 4, 5>> instance(2, {.epsilon = 0.5f});
  laws::Once<GroupNorm<5>, Shape<3, 4, 5>> group(2, {.epsilon = 0.5f});
  instance.values = group.values = laws::numbers(10, 1);
  const auto x = laws::numbers(2 * 60, 2), dy = laws::numbers(2 * 60, 3);
  REQUIRE(instance.forward(x) == group.forward(x));
  REQUIRE(instance.backward(dy) == group.backward(dy));
  REQUIRE(instance.gradients == group.gradients);
}

TEST_CASE("InstanceNorm by hand: brightness and contrast of each channel are taken away") {
  laws::Once<InstanceNorm, Shape<1, 2, 2>> layer(2, {.epsilon = 0});
  layer.values = {1, 10, 0, 5};
  REQUIRE(layer.forward({1, 3, 2, 1, 100, 4, 300, 8}) ==
          std::vector<double>{-1, 15, 1, -5, -1, -5, 1, 15});
}

TEST_CASE("InstanceNorm wants an image of more than one pixel") {
  STATIC_REQUIRE(!Shaped<InstanceNorm, Shape<8>>);
  STATIC_REQUIRE(!Shaped<InstanceNorm, Shape<1, 1, 8>>);
}
