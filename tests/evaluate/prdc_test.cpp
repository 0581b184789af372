// SPDX-License-Identifier: MIT
#include "augury/evaluate/prdc.hpp"

#include <augury/augury.hpp>
#include <set>

#include "augury/core/random.hpp"
#include "augury/evaluate/feature_set.hpp"
#include "catch.hpp"
#include "io/temporary_folder.hpp"

using namespace augury;

namespace {

constexpr int width = 12;
using Vectors = FeatureSet<Shape<width>>;

/// Normal vectors around `shift` in every feature.
Vectors cloud(std::size_t count, std::uint32_t number, float shift = 0) {
  std::vector<float> values;
  for (std::size_t i = 0; i < width * count; ++i)
    values.push_back(shift + normal<float>({1, Purpose::user, number}, i));
  return Vectors(std::move(values));
}

double gap(std::span<const float> a, std::span<const float> b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i)
    sum += std::pow(static_cast<double>(a[i]) - static_cast<double>(b[i]), 2);
  return std::sqrt(sum);
}
double radius(const Vectors& set, std::size_t i, std::size_t k) {
  std::multiset<double> gaps;
  for (std::size_t j = 0; j < set.size(); ++j)
    if (j != i) gaps.insert(gap(set.pixels(i), set.pixels(j)));
  return *std::next(gaps.begin(), static_cast<std::ptrdiff_t>(k) - 1);
}

/// The definitions, word by word.
Prdc by_definition(const Vectors& real, const Vectors& made, std::size_t k) {
  Prdc p;
  const auto n = static_cast<double>(real.size()), m = static_cast<double>(made.size());
  std::vector<double> made_radius;
  for (std::size_t j = 0; j < made.size(); ++j) made_radius.push_back(radius(made, j, k));
  std::vector<bool> precise(made.size());
  for (std::size_t i = 0; i < real.size(); ++i) {
    const double real_radius = radius(real, i, k);
    bool recalled = false, covered = false;
    for (std::size_t j = 0; j < made.size(); ++j) {
      const double d = gap(real.pixels(i), made.pixels(j));
      recalled = recalled || d < made_radius[j];
      if (d >= real_radius) continue;
      covered = precise[j] = true;
      p.density += 1 / (static_cast<double>(k) * m);
    }
    p.recall += recalled / n, p.coverage += covered / n;
  }
  for (const bool one : precise) p.precision += one / m;
  return p;
}

}  // namespace

TEST_CASE("precision, recall, density and coverage are what their definitions say") {
  Context<Cpu> ctx(2);
  for (const std::size_t k : {1u, 5u, 9u}) {
    const Vectors real = cloud(601, 1), made = cloud(530, 2, 0.4f);  // no multiples of any block
    const Prdc p = prdc(ctx, real, made, static_cast<int>(k)), q = by_definition(real, made, k);
    CHECK(p.precision == Approx(q.precision));
    CHECK(p.recall == Approx(q.recall));
    CHECK(p.density == Approx(q.density));
    CHECK(p.coverage == Approx(q.coverage));
    CHECK(p.precision > 0);  // else the test would see nothing
    CHECK(p.coverage < 1);
    CHECK(std::abs(p.precision - p.recall) > 0.001);
  }
}

TEST_CASE("the same set twice has precision, recall and coverage 1, sets far apart have none") {
  Context<Cpu> ctx(1);
  const Vectors one = cloud(300, 1), far = cloud(300, 2, 100);
  const Prdc same = prdc(ctx, one, one), other = prdc(ctx, one, far);
  for (const double part : {same.precision, same.recall, same.coverage}) CHECK(part == 1);
  CHECK(same.density == 1);  // an open ball holds its centre and k - 1 others
  for (const double part : {other.precision, other.recall, other.density, other.coverage})
    CHECK(part == 0);
}

TEST_CASE("samples of one distribution have a density of about 1 and the coverage of theory") {
  // A ball has a made image unless k of a row of real and made ones are all real: for as many of
  // both, coverage is 1 - 2^-k in expectation (2002.09797, lemma 1 in the limit).
  Context<Cpu> ctx(2);
  const Prdc p = prdc(ctx, cloud(2000, 1), cloud(2000, 2));
  CHECK(p.density == Approx(1).margin(0.05));
  CHECK(p.coverage == Approx(1 - 1 / 32.0).margin(0.015));
  CHECK(prdc(ctx, cloud(2000, 1), cloud(2000, 2), 1).coverage == Approx(0.5).margin(0.04));
}

TEST_CASE("who makes one mode of ten covers a tenth") {
  Context<Cpu> ctx(1);
  std::vector<float> values, first;
  for (std::size_t mode = 0; mode < 10; ++mode) {
    const Vectors some = cloud(60, static_cast<std::uint32_t>(mode), 50 * static_cast<float>(mode));
    for (std::size_t i = 0; i < some.size(); ++i)
      values.insert(values.end(), some.pixels(i).begin(), some.pixels(i).end());
  }
  const Vectors real(values), mode = cloud(600, 77);
  const Prdc p = prdc(ctx, real, mode);
  CHECK(p.coverage == Approx(0.1).margin(0.005));
  CHECK(p.recall <= 0.1);
  CHECK(prdc(ctx, mode, real).precision <= 0.1);  // the other way round
}

TEST_CASE("one image made again and again recalls nothing") {
  Context<Cpu> ctx(1);
  const Vectors real = cloud(100, 1);
  std::vector<float> copies;
  for (int i = 0; i < 100; ++i)
    copies.insert(copies.end(), real.pixels(3).begin(), real.pixels(3).end());
  const Prdc p = prdc(ctx, real, Vectors(copies));
  CHECK(p.precision == 1);
  CHECK(p.recall == 0);
  CHECK(p.coverage < 0.3);
  CHECK(p.coverage >= 0.01);
}

TEST_CASE("prdc needs more vectors than neighbours") {
  Context<Cpu> ctx(1);
  const auto fails = [&](std::size_t real, std::size_t made, int k) {
    return sentence<UsageError>([&] { prdc(ctx, cloud(real, 1), cloud(made, 2), k); });
  };
  CHECK(contains(fails(5, 50, 5), "one has 5"));
  CHECK(contains(fails(50, 4, 5), "one has 4"));
  CHECK(contains(fails(50, 50, 0), "0 nearest neighbours"));
  CHECK(fails(6, 6, 5).empty());
}

TEST_CASE("a feature set is what it was given, or a sentence") {
  const ImageSet<Shape<2, 2, 1>> images({-1, -1, 1, 1, 0.5f, 0.5f, 0.5f, 0}, {1, 0}, {"a", "b"});
  const auto pooled = pooled_set(images);
  static_assert(std::is_same_v<decltype(pooled)::Sample, Shape<8>>);
  REQUIRE(pooled.size() == 2);
  CHECK(pooled.class_name(pooled.label(0)) == "b");
  CHECK(pooled.pixels(1)[0] == 0.5f);  // cells of one pixel: it, and no deviation
  CHECK(pooled.pixels(1)[1] == 0);
  CHECK(pooled.pixels(1)[6] == 0);
  using Pairs = FeatureSet<Shape<2>>;
  CHECK(contains(sentence([] { Pairs({1, 2, 3}, {0}, {"a"}); }), "it got 3 for 1"));
  CHECK(contains(sentence([] { Pairs({}, {}, {"a"}); }), "at least one"));
  CHECK(contains(sentence([] { Pairs({1, 2, 3, NAN}); }), "vector 1"));
}
