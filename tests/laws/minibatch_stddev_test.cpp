// SPDX-License-Identifier: MIT
#include "laws/expect.hpp"
using namespace augury;

// The suite's batch has 5 samples: groups of 2, 2 and 1; of 3 and 2; of 4 and 1; one of 5.
TEST_CASE("MinibatchStddev keeps the laws") {
  laws::expect<MinibatchStddev<2>, Shape<3, 5, 7>>("MinibatchStddev<2>");
  laws::expect<MinibatchStddev<3>, Shape<6, 4, 1>>("MinibatchStddev<3>");
  laws::expect<MinibatchStddev<>, Shape<3, 5, 7>>("MinibatchStddev<4>");
  laws::expect<MinibatchStddev<8>, Shape<19>>("MinibatchStddev<8>");
  laws::expect<MinibatchStddev<3>, Shape<3, 5, 7>>("MinibatchStddev<3> evaluation", {}, false);
  laws::expect<Sequential<Conv<4>, LeakyRelu, MinibatchStddev<3>, Conv<3>, Dense<1>>,
               Shape<6, 4, 2>>("Sequential with MinibatchStddev<3>");
}

TEST_CASE("MinibatchStddev by hand: the last group has those left over") {
  laws::Once<MinibatchStddev<2>, Shape<2>> layer(5);
  const std::vector<double> x{0, 0, 2, 4, 7, 1, 7, 3, 100, 200};
  const auto y = layer.forward(x);
  REQUIRE(y.size() == 15);
  const double number[] = {1.5, 1.5, 0.5, 0.5, 0};  // (1 + 2) / 2, (0 + 1) / 2, one image alone
  for (std::size_t i = 0; i < 5; ++i) {
    REQUIRE(y[3 * i] == x[2 * i]);
    REQUIRE(y[3 * i + 1] == x[2 * i + 1]);
    REQUIRE(y[3 * i + 2] == Approx(number[i]).margin(1.1e-4));  // the root of epsilon
  }
  REQUIRE(layer.backward({1, 2, 0, 3, 4, 0, 5, 6, 0, 7, 8, 0, 9, 10, 0}) ==
          std::vector<double>{1, 2, 3, 4, 5, 6, 7, 8, 9, 10});
  // The first group's number goes by 1/4 with each feature of its second image, -1/4 of its first.
  const auto dx = layer.backward({0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 5});
  const std::vector<double> expected{-0.25, -0.25, 0.25, 0.25, 0, 0, 0, 0, 0, 0};
  for (std::size_t i = 0; i < dx.size(); ++i) REQUIRE(dx[i] == Approx(expected[i]).margin(1e-7));
}

TEST_CASE("MinibatchStddev puts its number behind the channels of every pixel of its group") {
  laws::Once<MinibatchStddev<3>, Shape<2, 3, 4>> layer(5);
  const auto x = laws::numbers(5 * 24, 1);
  const auto y = layer.forward(x);
  for (std::size_t pixel = 0; pixel < 5 * 6; ++pixel) {
    for (std::size_t c = 0; c < 4; ++c) REQUIRE(y[pixel * 5 + c] == x[pixel * 4 + c]);
    REQUIRE(y[pixel * 5 + 4] == y[pixel < 18 ? 4 : 18 * 5 + 4]);
  }
  REQUIRE(y[4] != y[18 * 5 + 4]);
}

TEST_CASE("MinibatchStddev sees a generator that always makes the same image") {
  laws::Once<MinibatchStddev<4>, Shape<3>> layer(4);
  const auto y = layer.forward({1, 2, 3, 1, 2, 3, 1, 2, 3, 1, 2, 3});
  for (std::size_t i = 3; i < y.size(); i += 4) REQUIRE(y[i] == Approx(1e-4));
  for (double number : layer.backward(std::vector<double>(16, 1.0))) REQUIRE(number == 1);
}

TEST_CASE("A group of MinibatchStddev does not know of the others") {
  laws::Once<MinibatchStddev<2>, Shape<2, 2, 3>> both(4), one(2);
  const auto x = laws::numbers(4 * 12, 1);
  const auto y = both.forward(x);
  const auto second = one.forward({x.begin() + 24, x.end()});
  REQUIRE(second == std::vector<double>(y.begin() + 32, y.end()));
}
