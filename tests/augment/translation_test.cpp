// SPDX-License-Identifier: MIT
#include <map>
#include <utility>

#include "augment/augmented.hpp"
using namespace augmented;

TEST_CASE("Translation keeps the laws") {
  expect_laws<Translation>("Translation", Translation{{.ratio = 0.3f}});
  expect_laws<Translation>("Translation filled", Translation{{.fill = -1, .strength = 0.7f}});
}

TEST_CASE("Translation moves whole images by whole pixels and fills the rest") {
  using In = Shape<8, 16, 3>;
  constexpr int n = 3000;
  Pass<Translation, In> translation(n, Translation{{.fill = -1}});
  const auto x = distinct<In>(n), y = translation.forward(x);
  const auto at = [](int i, int row, int column, int c) {
    return static_cast<std::size_t>(((i * 8 + row) * 16 + column) * 3 + c);
  };
  std::map<std::pair<int, int>, int> seen;
  for (int i = 0; i < n; ++i) {
    // The middle of the image is never lost: where it lies tells the move.
    int rows = 99, columns = 99;
    for (int r = -1; r <= 1; ++r)
      for (int k = -2; k <= 2; ++k)
        if (y[at(i, 4 + r, 8 + k, 1)] == x[at(i, 4, 8, 1)]) rows = r, columns = k;
    REQUIRE(rows != 99);
    ++seen[{rows, columns}];
    int wrong = 0;
    for (int row = 0; row < 8; ++row)
      for (int column = 0; column < 16; ++column)
        for (int c = 0; c < 3; ++c) {
          const int r = row - rows, k = column - columns;
          const bool inside = r >= 0 && r < 8 && k >= 0 && k < 16;
          wrong += y[at(i, row, column, c)] != (inside ? x[at(i, r, k, c)] : -1);
        }
    REQUIRE(wrong == 0);
  }
  // An eighth of 8 x 16: 3 x 5 moves, all as often. 5 standard deviations of a count.
  REQUIRE(seen.size() == 15);
  double chi = 0;
  for (const auto& [move, count] : seen) {
    CHECK(std::abs(count - n / 15.0) < 5 * std::sqrt(n / 15.0));
    chi += std::pow(count - n / 15.0, 2) / (n / 15.0);
  }
  CHECK(chi < 36.1);  // 14 degrees of freedom, 1 in 1000
}

TEST_CASE("Translation reaches as many images as its strength says") {
  using In = Shape<8, 8, 1>;
  constexpr int n = 4000;
  const auto moved = [](float strength, double adapted) {
    Pass<Translation, In> translation(n, Translation{{.ratio = 0.5f, .strength = strength}},
                                      adapted);
    const auto x = distinct<In>(n), y = translation.forward(x);
    int count = 0;
    for (int i = 0; i < n; ++i) count += image<In>(x, i) != image<In>(y, i);
    return count * 81.0 / 80;  // one of 81 moves is none
  };
  CHECK(std::abs(moved(0.3f, 1) - 1200) < 120);  // 4 standard deviations
  CHECK(std::abs(moved(0.6f, 0.5) - 1200) < 120);
  CHECK(std::abs(moved(1, 1) - 4000) < 30);
  CHECK(moved(0, 1) == 0);
  CHECK(moved(1, 0) == 0);
}
