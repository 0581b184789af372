// SPDX-License-Identifier: MIT
#include "laws/expect.hpp"
using namespace augury;

TEST_CASE("Reshape keeps the laws") {
  laws::expect<Reshape<2, 3, 5>, Shape<30>>("Reshape<2, 3, 5>");
  laws::expect<Reshape<7, 4, 1>, Shape<28>>("Reshape<7, 4, 1>");
  laws::expect<Reshape<1, 9, 4>, Shape<36>>("Reshape<1, 9, 4>");
}

TEST_CASE("Flatten keeps the laws") {
  laws::expect<Flatten, Shape<2, 3, 5>>("Flatten");
  laws::expect<Flatten, Shape<7, 4, 1>>("Flatten");
}

TEST_CASE("Reshape reads a vector in PyTorch's order") {
  // torch.arange(12).reshape(2, 2, 3) has channel 0 = 0..5 and channel 1 = 6..11.
  laws::Once<Reshape<2, 3, 2>, Shape<12>> reshape(2);
  std::vector<double> x(24);
  for (std::size_t i = 0; i < x.size(); ++i) x[i] = double(i);
  const auto y = reshape.forward(x);
  REQUIRE(std::vector<double>(y.begin(), y.begin() + 12) ==
          std::vector<double>{0, 6, 1, 7, 2, 8, 3, 9, 4, 10, 5, 11});
  REQUIRE(y[12] == 12);
  REQUIRE(y[13] == 18);

  laws::Once<Flatten, Shape<2, 3, 2>> flatten(2);
  REQUIRE(flatten.forward(y) == x);
}

TEST_CASE("Reshape takes vectors of its size alone") {
  STATIC_REQUIRE(Shaped<Reshape<2, 3, 2>, Shape<12>>);
  STATIC_REQUIRE(!Shaped<Reshape<2, 3, 2>, Shape<11>>);
  STATIC_REQUIRE(!Shaped<Reshape<2, 3, 2>, Shape<3, 2, 2>>);
  STATIC_REQUIRE(!Shaped<Flatten, Shape<12>>);
}
