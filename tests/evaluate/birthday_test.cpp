// SPDX-License-Identifier: MIT
#include "augury/evaluate/birthday.hpp"

#include <augury/augury.hpp>
#include <limits>

#include "augury/core/random.hpp"
#include "augury/evaluate/feature_set.hpp"
#include "augury/evaluate/near_copy.hpp"
#include "catch.hpp"
#include "io/temporary_folder.hpp"

using namespace augury;

namespace {

using Vectors = FeatureSet<Shape<9>>;

/// Draws with replacement from `support` vectors, with a little noise.
Vectors draws(std::size_t count, int support, std::uint32_t number, float noise = 1e-3f) {
  std::vector<float> values;
  for (std::size_t i = 0; i < count; ++i) {
    const auto which = below(static_cast<std::uint32_t>(support), {1, Purpose::user, number}, i);
    for (std::size_t p = 0; p < 9; ++p)
      values.push_back(normal<float>({2, Purpose::user}, 9 * which + p) +
                       noise * normal<float>({3, Purpose::user, number}, 9 * i + p));
  }
  return Vectors(std::move(values));
}

}  // namespace

TEST_CASE("the pairs are those that a plain search finds") {
  Context<Cpu> ctx(2);
  const Vectors batch = draws(601, 40'000, 1);  // more than a block
  for (const float threshold : {0.3f, 0.5f}) {
    std::size_t pairs = 0;
    for (std::size_t i = 0; i < batch.size(); ++i)
      for (std::size_t j = 0; j < i; ++j)
        pairs += detail::distance(batch.pixels(i), batch.pixels(j)) / 3 <= threshold;
    CHECK(pairs > 5);
    CHECK(birthday(ctx, batch, threshold).pairs == pairs);
  }
}

TEST_CASE("the number of different images is found, and bounded from below 19 times in 20") {
  Context<Cpu> ctx(2);
  for (const int support : {50, 1000, 20'000}) {
    double sum = 0;
    int right = 0;
    constexpr int times = 40;
    for (std::uint32_t t = 0; t < times; ++t) {
      const Birthday found = birthday(ctx, draws(500, support, t), 0.01f);
      sum += static_cast<double>(found.pairs) / found.all_pairs() / times;
      right += found.at_least() <= support;
    }
    CHECK(1 / sum == Approx(support).epsilon(0.15));  // of 125,000 pairs, 6 are expected at least
    CHECK(right >= 34);  // 38 of 40 are expected; fewer than 34 once in 70 times
  }
}

TEST_CASE("the bound is Poisson's") {
  // Means under which so few events or fewer happen with probability 0.05 (tables of Garwood, 1936).
  for (const auto& [pairs, mean] : {std::pair{0, 2.996}, {1, 4.744}, {10, 16.96}, {50, 63.29}})
    CHECK((Birthday{1000, static_cast<std::size_t>(pairs)}.at_least()) ==
          Approx(499'500 / mean).epsilon(0.01));
}

TEST_CASE("one image made again and again is one, and no pair is no bound from above") {
  Context<Cpu> ctx(1);
  const Birthday one = birthday(ctx, draws(300, 1, 1, 0), 0);  // equal to the last bit
  CHECK(one.pairs == 300 * 299 / 2);
  CHECK(one.distinct() == 1);
  CHECK(one.at_least() == 1);
  const Birthday none = birthday(ctx, draws(20, 1'000'000, 1), 0);
  CHECK(none.pairs == 0);
  CHECK(none.distinct() == std::numeric_limits<double>::infinity());
  CHECK(none.at_least() == Approx(190 / 2.996).epsilon(0.01));
}

TEST_CASE("by a gate's threshold real images are different, their copies are not") {
  Context<Cpu> ctx(1);
  const Vectors train = draws(400, 1'000'000, 1), held_out = draws(400, 1'000'000, 2);
  const float threshold = NearCopyGate(ctx, train, held_out, 0.01).threshold();
  const Birthday real = birthday(ctx, draws(400, 1'000'000, 3), threshold);
  const Birthday copies = birthday(ctx, draws(400, 30, 4), threshold);
  CHECK(real.distinct() > 10'000);  // of 400 images 4 are that near to one of 400
  CHECK(copies.distinct() == Approx(30).epsilon(0.1));
}

TEST_CASE("a birthday needs two images and a distance") {
  Context<Cpu> ctx(1);
  CHECK(contains(sentence<UsageError>([&] { birthday(ctx, draws(1, 9, 1), 0.1f); }), "not 1"));
  for (const float threshold :
       {-0.1f, std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity()})
    CHECK(contains(sentence<UsageError>([&] { birthday(ctx, draws(9, 9, 1), threshold); }),
                   "give a distance"));
}
