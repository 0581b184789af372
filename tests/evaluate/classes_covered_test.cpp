// SPDX-License-Identifier: MIT
#include "augury/evaluate/classes_covered.hpp"

#include <augury/augury.hpp>
#include <limits>

#include "augury/core/random.hpp"
#include "augury/data/idx.hpp"
#include "catch.hpp"
#include "io/temporary_folder.hpp"
#include "shared_data.hpp"

using namespace augury;

namespace {

using Images = ImageSet<Shape<3, 2, 1>>;

/// Images of three classes around -0.6, 0 and 0.6, so many of each.
Images around(std::vector<int> counts, std::uint64_t seed) {
  std::vector<float> pixels;
  std::vector<std::int32_t> labels;
  for (std::int32_t k = 0; k < 3; ++k)
    for (int i = 0; i < counts[static_cast<std::size_t>(k)]; ++i) {
      labels.push_back(k);
      for (int p = 0; p < 6; ++p)
        pixels.push_back(0.6f * static_cast<float>(k - 1) +
                         0.1f * uniform<float>({seed, Purpose::user}, pixels.size()));
    }
  return {std::move(pixels), std::move(labels), {"low", "middle", "high"}};
}

}  // namespace

TEST_CASE("images are counted by the class of the nearest labelled one") {
  Context<Cpu> ctx(1);
  const ClassCounts found = count_classes(ctx, around({20, 5, 40}, 1), around({7, 0, 93}, 2));
  CHECK(found.counts == std::vector<std::size_t>{7, 0, 93});
  CHECK(found.covered() == 1);      // a quarter of 100 / 3 is 8.3
  CHECK(found.covered(0.21) == 2);  // but a fifth is 6.7
  CHECK(found.covered(0.22) == 1);
  CHECK(found.covered(1e-9) == 2);  // no image is no class, whatever the share
}

TEST_CASE("equal classes are all covered by any share") {
  CHECK(ClassCounts{{5, 5, 5, 5}}.covered(1) == 4);
  CHECK(ClassCounts{{0, 0, 0}}.covered() == 0);
}

TEST_CASE("the share of a class is one") {
  for (const double share : {0.0, -1.0, 1.1, std::numeric_limits<double>::quiet_NaN()})
    CHECK(contains(sentence<UsageError>([&] { ClassCounts{{1}}.covered(share); }), "above 0"));
}

TEST_CASE("of real digits all ten classes are covered, of zeros and ones two") {
  const auto mnist = shared_data("mnist");
  if (!mnist) return;
  Context<Cpu> ctx(2);
  using Digits = ImageSet<Shape<28, 28, 1>>;
  const Digits test = read_idx<Shape<28, 28, 1>>(*mnist, "t10k");
  const Digits train = balanced_subset(read_idx<Shape<28, 28, 1>>(*mnist, "train"), 1200, 1);
  CHECK(nearest_neighbour_accuracy(ctx, train, test) > 0.85);
  CHECK(count_classes(ctx, train, test).covered() == 10);
  std::vector<float> pixels;
  for (std::size_t i = 0; i < test.size(); ++i)
    if (test.label(i) < 2)
      pixels.insert(pixels.end(), test.pixels(i).begin(), test.pixels(i).end());
  const std::size_t count = pixels.size() / Digits::Sample::size;
  const Digits two(std::move(pixels), std::vector<std::int32_t>(count), {"made"});
  CHECK(count_classes(ctx, train, two).covered() == 2);
}
