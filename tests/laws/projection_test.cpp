// SPDX-License-Identifier: MIT
#include "laws/expect.hpp"
using namespace augury;

TEST_CASE("Projection keeps the laws") {
  laws::expect<Projection, Shape<7>>("Projection");
  laws::expect<Projection, Shape<3, 5, 2>>("Projection");
  laws::expect<Projection, Shape<1>>("Projection");
}

TEST_CASE("Projection adds the inner product with the labelled row") {
  laws::Once<Projection, Shape<2>> layer(2, {}, 2);
  layer.values = {1, 2, 0.5, 10, 20, 30, 40};  // w, b, e_0, e_1
  layer.set_labels({1, 0});
  REQUIRE(layer.forward({1, 1, 2, 3}) == std::vector<double>{3 + 0.5 + 70, 8 + 0.5 + 80});
  REQUIRE(layer.backward({1, 2}) == std::vector<double>{31, 42, 22, 44});
  REQUIRE(layer.gradients == std::vector<double>{5, 7, 3, 4, 6, 1, 1});
}

TEST_CASE("Projection is a dense layer without labels or classes") {
  laws::Once<Projection, Shape<2>> unlabelled(2, {}, 2), unclassed(2);
  unlabelled.values = {1, 2, 0.5, 10, 20, 30, 40};
  unclassed.values = {1, 2, 0.5};
  REQUIRE(unlabelled.forward({1, 1, 2, 3}) == std::vector<double>{3.5, 8.5});
  REQUIRE(unclassed.forward({1, 1, 2, 3}) == std::vector<double>{3.5, 8.5});
  REQUIRE(unlabelled.backward({1, 2}) == std::vector<double>{1, 2, 2, 4});
}
