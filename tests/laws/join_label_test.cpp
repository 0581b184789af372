// SPDX-License-Identifier: MIT
#include "laws/expect.hpp"
using namespace augury;

TEST_CASE("JoinLabel keeps the laws") {
  laws::expect<JoinLabel<3>, Shape<7>>("JoinLabel<3>");
  laws::expect<JoinLabel<17>, Shape<1>>("JoinLabel<17>");
}

TEST_CASE("JoinLabel puts the row of the label behind x") {
  laws::Once<JoinLabel<2>, Shape<3>> layer(3, {}, 2);
  layer.values = {10, 11, 20, 21};
  layer.set_labels({1, 0, 1});
  REQUIRE(layer.forward({1, 2, 3, 4, 5, 6, 7, 8, 9}) ==
          std::vector<double>{1, 2, 3, 20, 21, 4, 5, 6, 10, 11, 7, 8, 9, 20, 21});
  REQUIRE(layer.backward({1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15}) ==
          std::vector<double>{1, 2, 3, 6, 7, 8, 11, 12, 13});
  REQUIRE(layer.gradients == std::vector<double>{9, 10, 18, 20});
}

TEST_CASE("JoinLabel joins zeros without labels or classes") {
  laws::Once<JoinLabel<2>, Shape<1>> unlabelled(2, {}, 2), unclassed(2);
  unlabelled.values = {1, 2, 3, 4};
  REQUIRE(unlabelled.forward({5, 6}) == std::vector<double>{5, 0, 0, 6, 0, 0});
  unlabelled.backward({1, 1, 1, 1, 1, 1});
  REQUIRE(unlabelled.gradients == std::vector<double>{0, 0, 0, 0});

  unclassed.set_labels({0, 0});
  REQUIRE(unclassed.values.empty());
  REQUIRE(unclassed.forward({5, 6}) == std::vector<double>{5, 0, 0, 6, 0, 0});
  REQUIRE(unclassed.backward({1, 2, 3, 4, 5, 6}) == std::vector<double>{1, 4});
}
