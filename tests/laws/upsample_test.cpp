// SPDX-License-Identifier: MIT
#include "laws/expect.hpp"
using namespace augury;

using Bilinear2 = Upsample<2, Interpolation::bilinear>;
using Bilinear3 = Upsample<3, Interpolation::bilinear>;

TEST_CASE("Upsample keeps the laws") {
  laws::expect<Upsample<2>, Shape<3, 5, 7>>("Upsample<2>");
  laws::expect<Upsample<3>, Shape<4, 2, 1>>("Upsample<3>");
  laws::expect<Upsample<2>, Shape<1, 9, 3>>("Upsample<2>");
  laws::expect<Bilinear2, Shape<3, 5, 7>>("Upsample<2, bilinear>");
  laws::expect<Bilinear3, Shape<4, 2, 1>>("Upsample<3, bilinear>");
  laws::expect<Bilinear2, Shape<1, 9, 3>>("Upsample<2, bilinear>");
}

TEST_CASE("Upsample by hand") {
  laws::Once<Upsample<2>, Shape<2, 2, 1>> nearest(1);
  REQUIRE(nearest.forward({1, 2, 3, 4}) ==
          std::vector<double>{1, 1, 2, 2, 1, 1, 2, 2, 3, 3, 4, 4, 3, 3, 4, 4});
  laws::Once<Bilinear2, Shape<2, 2, 1>> bilinear(1);
  const auto y = bilinear.forward({0, 4, 8, 12});
  REQUIRE(y == std::vector<double>{0, 1, 3, 4, 2, 3, 5, 6, 6, 7, 9, 10, 8, 9, 11, 12});
  laws::Once<Bilinear3, Shape<1, 2, 1>> thrice(1);
  const auto z = thrice.forward({0, 6});
  const std::vector<double> expected{0, 0, 2, 4, 6, 6};
  for (std::size_t i = 0; i < z.size(); ++i) REQUIRE(z[i] == Approx(expected[i]).margin(1e-12));
}

TEST_CASE("Upsample takes images") {
  STATIC_REQUIRE(Shaped<Upsample<2>, Shape<9, 9, 1>>);
  STATIC_REQUIRE(!Shaped<Upsample<2>, Shape<9>>);
}
