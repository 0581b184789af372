// SPDX-License-Identifier: MIT
#include <set>
#include <utility>

#include "augment/augmented.hpp"
using namespace augmented;

TEST_CASE("Cutout keeps the laws") {
  expect_laws<Cutout>("Cutout");
  expect_laws<Cutout>("Cutout filled", Cutout{{.ratio = 0.3f, .fill = -1, .strength = 0.7f}});
}

namespace {

/// The rows and columns that a pass over one image filled: top, bottom, left, right; empty if none.
template <class In>
std::vector<int> hole_of(const std::vector<double>& x, const std::vector<double>& y, double fill) {
  using I = Image<In>;
  int top = I::height, bottom = 0, left = I::width, right = 0, filled = 0;
  for (int p = 0; p < In::size / In::channels; ++p) {
    const auto begin = static_cast<std::size_t>(p * In::channels);
    if (y[begin] == x[begin]) continue;
    ++filled;
    for (std::size_t c = 0; c < std::size_t(In::channels); ++c) REQUIRE(y[begin + c] == fill);
    top = std::min(top, p / I::width), bottom = std::max(bottom, p / I::width + 1);
    left = std::min(left, p % I::width), right = std::max(right, p % I::width + 1);
  }
  if (filled == 0) return {};
  REQUIRE(filled == (bottom - top) * (right - left));  // a rectangle, and nothing else
  return {top, bottom, left, right};
}

}  // namespace

TEST_CASE("Cutout fills a rectangle of half the sizes, whose middle may be everywhere") {
  using In = Shape<4, 6, 2>;
  constexpr int n = 2000;
  Pass<Cutout, In> cutout(n, Cutout{{.fill = -1}});
  const auto x = distinct<In>(n), y = cutout.forward(x);
  std::set<std::pair<int, int>> rows, columns;
  double area = 0;
  for (int i = 0; i < n; ++i) {
    const auto hole = hole_of<In>(image<In>(x, i), image<In>(y, i), -1);
    REQUIRE(hole.size() == 4);
    rows.insert({hole[0], hole[1]}), columns.insert({hole[2], hole[3]});
    area += (hole[1] - hole[0]) * (hole[3] - hole[2]);
  }
  // 2 rows around one of the 5 edges between rows; 3 columns around one of the 6 columns.
  CHECK(rows == std::set<std::pair<int, int>>{{0, 1}, {0, 2}, {1, 3}, {2, 4}, {3, 4}});
  CHECK(columns == std::set<std::pair<int, int>>{{0, 2}, {0, 3}, {1, 4}, {2, 5}, {3, 6}, {4, 6}});
  // On the average 8 / 5 rows of 16 / 6 columns.
  CHECK(area / n == Approx(8 / 5.0 * 16 / 6.0).epsilon(0.03));
}

TEST_CASE("Cutout reaches as many images as its strength says") {
  using In = Shape<8, 8, 1>;
  constexpr int n = 4000;
  Pass<Cutout, In> cutout(n, Cutout{{.strength = 0.25f}});
  const auto x = distinct<In>(n), y = cutout.forward(x);
  int cut = 0;
  for (int i = 0; i < n; ++i) cut += image<In>(x, i) != image<In>(y, i);
  CHECK(std::abs(cut - 1000) < 110);  // 4 standard deviations
}
