// SPDX-License-Identifier: MIT
#include "laws/convolution_loops.hpp"
using namespace augury;

TEST_CASE("Conv keeps the laws") {
  laws::expect<Conv<5>, Shape<6, 4, 3>>("Conv<5>");
  laws::expect<Conv<3, 2, 2>, Shape<7, 5, 1>>("Conv<3, 2, 2>");
  laws::expect<Conv<17, 3, 1>, Shape<4, 5, 2>>("Conv<17, 3, 1>");
  laws::expect<Conv<2, 3, 2>, Shape<5, 7, 3>>("Conv<2, 3, 2>");
  laws::expect<Conv<3, 5, 3>, Shape<7, 8, 2>>("Conv<3, 5, 3>");
  laws::expect<Conv<1, 4, 1>, Shape<5, 4, 2>>("Conv<1, 4, 1>");
  laws::expect<Conv<4, 3, 1, 0>, Shape<5, 4, 2>>("Conv<4, 3, 1, 0>");
  laws::expect<Conv<4, 4, 2, 3>, Shape<5, 4, 2>>("Conv<4, 4, 2, 3>");
  laws::expect<Conv<3, 1, 1>, Shape<3, 4, 9>>("Conv<3, 1, 1>");
  laws::expect<Conv<2, 2, 3>, Shape<7, 8, 2>>("Conv<2, 2, 3>");
  laws::expect<Conv<5, 25, 4>, Shape<1, 64, 3>>("Conv<5, 25, 4>");
}

TEST_CASE("Conv is what its definition says") {
  laws::expect_definition<Conv<5>, Shape<6, 4, 3>>(false);
  laws::expect_definition<Conv<3, 5, 3>, Shape<7, 8, 2>>(false);
  laws::expect_definition<Conv<17, 3, 1, 0>, Shape<5, 4, 2>>(false);
  laws::expect_definition<Conv<5, 25, 4>, Shape<1, 64, 3>>(false);
}
