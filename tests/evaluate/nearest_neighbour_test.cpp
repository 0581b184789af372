// SPDX-License-Identifier: MIT
#include "augury/evaluate/nearest_neighbour.hpp"

#include <augury/augury.hpp>

#include "augury/core/random.hpp"
#include "catch.hpp"

using namespace augury;

namespace {

using Images = ImageSet<Shape<5, 3, 1>>;

Images noise(std::size_t count, std::uint64_t seed, std::vector<std::string> names = {"0", "1"}) {
  std::vector<float> pixels;
  std::vector<std::int32_t> labels;
  for (std::size_t i = 0; i < count; ++i) {
    labels.push_back(static_cast<std::int32_t>(i % names.size()));
    for (std::size_t p = 0; p < 15; ++p)
      pixels.push_back(2 * uniform({seed, Purpose::user}, 15 * i + p) - 1);
  }
  return {std::move(pixels), std::move(labels), std::move(names)};
}

}  // namespace

TEST_CASE("the nearest neighbour is the one that a plain search finds") {
  Context<Cpu> ctx(2);
  const Images queries = noise(700, 1), set = noise(601, 2);  // no multiples of any block
  const auto nearest = nearest_neighbours(ctx, queries, set);
  REQUIRE(nearest.size() == 700);
  for (std::size_t q = 0; q < queries.size(); ++q) {
    double least = 1e9;
    std::size_t index = 0;
    for (std::size_t s = 0; s < set.size(); ++s) {
      double sum = 0;
      for (std::size_t p = 0; p < 15; ++p) {
        const double gap =
            static_cast<double>(queries.pixels(q)[p]) - static_cast<double>(set.pixels(s)[p]);
        sum += gap * gap;
      }
      if (sum < least) least = sum, index = s;
    }
    CHECK(nearest[q].index == index);
    CHECK(static_cast<double>(nearest[q].distance) == Approx(std::sqrt(least)).margin(1e-3));
  }
}

TEST_CASE("an image is its own nearest neighbour") {
  Context<Cpu> ctx(1);
  const Images set = noise(300, 3);
  const auto nearest = nearest_neighbours(ctx, set, set);
  for (std::size_t i = 0; i < set.size(); ++i) CHECK(nearest[i].index == i);
  CHECK(nearest_neighbour_accuracy(ctx, set, set) == 1.0);
}

TEST_CASE("classes are the same where their names are") {
  Context<Cpu> ctx(1);
  CHECK(nearest_neighbour_accuracy(ctx, noise(40, 3, {"1", "0"}), noise(40, 3, {"0", "1"})) == 0);
  CHECK(nearest_neighbour_accuracy(ctx, noise(40, 3, {"a", "b"}), noise(40, 3, {"b", "a"})) == 0);
}
