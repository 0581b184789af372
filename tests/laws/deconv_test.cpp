// SPDX-License-Identifier: MIT
#include "laws/convolution_loops.hpp"
using namespace augury;

TEST_CASE("Deconv keeps the laws") {
  laws::expect<Deconv<5>, Shape<3, 2, 4>>("Deconv<5>");
  laws::expect<Deconv<3, 2, 2>, Shape<4, 3, 1>>("Deconv<3, 2, 2>");
  laws::expect<Deconv<17, 3, 1>, Shape<4, 5, 2>>("Deconv<17, 3, 1>");
  laws::expect<Deconv<1, 3, 2>, Shape<3, 4, 3>>("Deconv<1, 3, 2>");
  laws::expect<Deconv<3, 5, 3>, Shape<3, 2, 2>>("Deconv<3, 5, 3>");
  laws::expect<Deconv<2, 4, 1>, Shape<5, 4, 2>>("Deconv<2, 4, 1>");
  laws::expect<Deconv<4, 4, 1, 0>, Shape<1, 1, 6>>("Deconv<4, 4, 1, 0> signal");
  laws::expect<Deconv<4, 3, 2, 0>, Shape<3, 2, 2>>("Deconv<4, 3, 2, 0>");
  laws::expect<Deconv<2, 2, 3>, Shape<3, 2, 2>>("Deconv<2, 2, 3>");
  laws::expect<Deconv<5, 25, 4>, Shape<1, 16, 3>>("Deconv<5, 25, 4>");
}

TEST_CASE("Deconv is what its definition says") {
  laws::expect_definition<Deconv<5>, Shape<3, 2, 4>>(true);
  laws::expect_definition<Deconv<3, 5, 3>, Shape<3, 2, 2>>(true);
  laws::expect_definition<Deconv<17, 3, 2, 0>, Shape<3, 2, 2>>(true);
  laws::expect_definition<Deconv<5, 25, 4>, Shape<1, 16, 3>>(true);
}
