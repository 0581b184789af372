// SPDX-License-Identifier: MIT
#include "augment/augmented.hpp"
using namespace augmented;

TEST_CASE("Flip keeps the laws") {
  expect_laws<Flip>("Flip");
  expect_laws<Flip>("Flip half", Flip{{.strength = 0.5f}});
}

TEST_CASE("Flip leaves an image or exchanges left and right, each half of the time") {
  using In = Shape<2, 3, 2>;
  const auto times = [](float strength) {
    constexpr int n = 4000;
    Pass<Flip, In> flip(n, Flip{{.strength = strength}});
    const auto x = distinct<In>(n), y = flip.forward(x);
    int mirrored = 0;
    for (int i = 0; i < n; ++i) {
      const auto a = image<In>(x, i), b = image<In>(y, i);
      if (a == b) continue;
      ++mirrored;
      // (row, column, channel)
      REQUIRE(b == std::vector<double>{a[4], a[5], a[2], a[3], a[0], a[1],  //
                                       a[10], a[11], a[8], a[9], a[6], a[7]});
    }
    return mirrored;
  };
  CHECK(std::abs(times(1) - 2000) < 130);  // 4 standard deviations
  CHECK(std::abs(times(0.5f) - 1000) < 110);
  CHECK(times(0) == 0);
}
