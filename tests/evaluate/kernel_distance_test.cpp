// SPDX-License-Identifier: MIT
#include "augury/evaluate/kernel_distance.hpp"

#include <augury/augury.hpp>
#include <utility>
#include <vector>

#include "augury/core/random.hpp"
#include "catch.hpp"
#include "io/temporary_folder.hpp"

using namespace augury;

namespace {

/// Normal vectors around a mean.
Features cloud(std::size_t count, std::uint32_t number, double mean) {
  Features features{4, {}};
  for (std::size_t i = 0; i < 4 * count; ++i)
    features.values.push_back(mean + normal<double>({1, Purpose::user, number}, i));
  return features;
}
/// The mean estimate over many pairs of small clouds.
double mean_distance(double shift) {
  double sum = 0;
  for (std::uint32_t k = 0; k < 400; ++k)
    sum += KernelDistance(cloud(20, 2 * k, 0))(cloud(30, 2 * k + 1, shift));
  return sum / 400;
}

}  // namespace

TEST_CASE("the kernel distance of small sets is what it is by hand") {
  // Width 2, k(x, y) = (<x, y> / 2 + 1)^3.
  const Features a{2, {0, 0, 2, 0}}, b{2, {0, 2, 2, 2, 0, 0}};
  // within a: 1; within b: k((0,2),(2,2)) = 27, the others 1; between: 1 1 1 and 1, 27, 1.
  CHECK(KernelDistance(b)(a) == Approx(1.0 + 29.0 / 3 - 2 * 32.0 / 6));
  CHECK(KernelDistance(a)(b) == Approx(1.0 + 29.0 / 3 - 2 * 32.0 / 6));
}

TEST_CASE("the kernel distance is 0 in expectation for one distribution, and grows with a shift") {
  const double none = mean_distance(0), some = mean_distance(0.2), more = mean_distance(0.5);
  INFO(none << " " << some << " " << more);
  CHECK(std::abs(none) < 0.05);  // a pair deviates by 0.3, and the biased estimate is 0.8
  CHECK(some > 4 * std::abs(none));
  CHECK(more > 4 * some);
}

TEST_CASE("a kernel distance needs two images a set, and features of one width") {
  const Features two{2, {0, 0, 1, 1}};
  CHECK(contains(sentence<UsageError>([&] { KernelDistance(Features{2, {0, 0}}); }), "not 1"));
  CHECK(contains(sentence<UsageError>([&] { KernelDistance{two}(Features{2, {0, 0}}); }), "not 1"));
  CHECK(contains(sentence<UsageError>([&] {
                   KernelDistance{two}(Features{1, {0, 0}});
                 }),
                 "not 1 and 2"));
}

TEST_CASE("pooled features are means and deviations of cells that cover the image") {
  // 9 rows, so that the last of eight cells has two; 3 columns and 2 channels.
  std::vector<float> image(9 * 3 * 2);
  for (std::size_t i = 0; i < image.size(); ++i) image[i] = static_cast<float>(i);
  const Features features = pooled_features<Shape<9, 3, 2>>(image);
  REQUIRE(features.width == 8 * 3 * 2 * 2);
  REQUIRE(features.count() == 1);
  for (std::size_t i = 0; i < 7 * 6; ++i) {  // one pixel a cell
    CHECK(features.values[2 * i] == static_cast<double>(i));
    CHECK(features.values[2 * i + 1] == 0);
  }
  for (std::size_t i = 7 * 6; i < 8 * 6; ++i) {  // its mean with the pixel below
    CHECK(features.values[2 * i] == static_cast<double>(i) + 3);
    CHECK(features.values[2 * i + 1] == Approx(3));
  }
  const std::vector<float> two(2 * 54, 0.5f);
  CHECK(pooled_features<Shape<9, 3, 2>>(two).count() == 2);
}

TEST_CASE("a spread is the mean distance of two of a group") {
  const Features features{2, {0, 0, 3, 4, 0, 0, /**/ 1, 1, 1, 1, 1, 2}};
  CHECK(spread_within(features, 3) == Approx((5 + 5 + 0 + 0 + 1 + 1) / 6.0));
  CHECK(spread_within(Features{1, {3, 3, 7, 7}}, 2) == 0);
  CHECK(contains(sentence<UsageError>([&] { spread_within(features, 4); }), "groups of 4"));
  CHECK(contains(sentence<UsageError>([&] { spread_within(features, 1); }), "at least two"));
}
