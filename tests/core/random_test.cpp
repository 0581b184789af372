// SPDX-License-Identifier: MIT
#include "augury/core/random.hpp"

#include <cmath>
#include <set>
#include <vector>

#include "catch.hpp"

using namespace augury;

namespace {

/// The generator by the names of its paper: counter words 0 to 3, key words 0 and 1.
constexpr std::array<std::uint32_t, 4> by_counter(std::array<std::uint32_t, 4> counter,
                                                  std::array<std::uint32_t, 2> key_words) {
  Key key;
  key.seed = key_words[0] | std::uint64_t{key_words[1]} << 32;
  key.step = counter[2];
  key.purpose = counter[3];
  return philox(key, counter[0] | std::uint64_t{counter[1]} << 32);
}
using Words = std::array<std::uint32_t, 4>;

const Key some{12345, Purpose::user, 3};
constexpr int many = 200'000;

template <class F>
double mean(F f) {
  double sum = 0;
  for (int i = 0; i < many; ++i) sum += f(static_cast<std::uint64_t>(i));
  return sum / many;
}

}  // namespace

TEST_CASE("Philox 4x32-10 gives the known answers of Random123") {
  STATIC_REQUIRE(by_counter({0, 0, 0, 0}, {0, 0}) ==
                 Words{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8});
  constexpr std::uint32_t ones = 0xffffffff;
  STATIC_REQUIRE(by_counter({ones, ones, ones, ones}, {ones, ones}) ==
                 Words{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd});
  STATIC_REQUIRE(
      by_counter({0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, {0xa4093822, 0x299f31d0}) ==
      Words{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1});
}

TEST_CASE("uniform numbers lie inside of (0, 1) and are the same in float and double") {
  CHECK(to_uniform<float>(0) > 0);
  CHECK(to_uniform<float>(0xffffffff) < 1);
  CHECK(double{to_uniform<float>(0xffffffff)} == to_uniform<double>(0xffffffff));
  for (std::uint64_t i = 0; i < 10'000; ++i) {
    const float u = uniform<float>(some, i);
    REQUIRE(u > 0);
    REQUIRE(u < 1);
    REQUIRE(double{u} == uniform<double>(some, i));
  }
}

TEST_CASE("uniform numbers fill (0, 1) evenly") {
  constexpr int cells = 64;
  std::vector<int> count(cells);
  for (std::uint64_t i = 0; i < many; ++i)
    ++count[static_cast<std::size_t>(uniform<float>(some, i) * cells)];
  double chi2 = 0;
  for (int c : count) chi2 += std::pow(c - many / double(cells), 2) / (many / double(cells));
  CHECK(chi2 < 114);  // 63 degrees of freedom, 1 in 10,000
}

TEST_CASE("normal numbers have the moments of a standard normal") {
  const auto power = [](int p) {
    return mean([p](std::uint64_t i) { return std::pow(normal<double>(some, i), p); });
  };
  const double error = 5 / std::sqrt(double(many));  // of the mean; times the deviation of x^p
  CHECK(std::abs(power(1)) < error);
  CHECK(std::abs(power(2) - 1) < error * std::sqrt(2.0));
  CHECK(std::abs(power(3)) < error * std::sqrt(15.0));
  CHECK(std::abs(power(4) - 3) < error * std::sqrt(96.0));
  const double outside =
      mean([](std::uint64_t i) { return std::abs(normal<float>(some, i)) > 1.959964f; });
  CHECK(std::abs(outside - 0.05) < error * std::sqrt(0.05 * 0.95));
}

TEST_CASE("normal numbers are finite and agree in float and double") {
  for (std::uint64_t i = 0; i < 10'000; ++i) {
    const float x = normal<float>(some, i);
    REQUIRE(std::isfinite(x));
    REQUIRE(std::abs(double{x} - normal<double>(some, i)) < 1e-5);
  }
}

TEST_CASE("streams are independent of each other") {
  const Key others[] = {{12346, Purpose::user, 3},
                        {12345, Purpose::latent, 3},
                        {12345, Purpose::user, 4},
                        {12345 + (std::uint64_t{1} << 32), Purpose::user, 3},
                        some.child(0),
                        some.child(1),
                        some.child(0).child(0)};
  for (const Key& other : others) {
    const double correlation =
        mean([&](std::uint64_t i) { return normal<double>(some, i) * normal<double>(other, i); });
    CHECK(std::abs(correlation) < 5 / std::sqrt(double(many)));
  }
  for (std::uint64_t lag : {1u, 2u, 64u}) {
    const double correlation = mean(
        [&](std::uint64_t i) { return normal<double>(some, i) * normal<double>(some, i + lag); });
    CHECK(std::abs(correlation) < 5 / std::sqrt(double(many)));
  }
}

TEST_CASE("parts of different purposes never share a stream") {
  std::set<std::uint32_t> seen;
  std::size_t made = 0;
  const auto add = [&](Key key) { seen.insert(key.purpose), ++made; };
  for (std::uint32_t p = 1; p < 80; ++p) {
    const Key whole{1, static_cast<Purpose>(p)};
    add(whole);
    for (std::uint32_t i = 0; i < 40; ++i) {
      add(whole.child(i));
      for (std::uint32_t j = 0; p < 10 && j < 40; ++j) add(whole.child(i).child(j));
    }
  }
  CHECK(seen.size() == made);
}

TEST_CASE("a child keeps the seed and the step") {
  const Key part = Key{7, Purpose::layer, 9}.child(2);
  CHECK(part.seed == 7);
  CHECK(part.step == 9);
}

TEST_CASE("integers below a bound are unbiased") {
  struct Case {
    std::uint32_t bound;
    double limit;  // of chi-square, 1 in 10,000
  };
  for (Case c : {Case{2, 15.1}, Case{3, 18.4}, Case{7, 27.9}, Case{10, 33.7}, Case{100, 160.1}}) {
    std::vector<int> count(c.bound);
    for (std::uint64_t i = 0; i < many; ++i) {
      const std::uint32_t x = below(c.bound, some, i);
      REQUIRE(x < c.bound);
      ++count[x];
    }
    double chi2 = 0;
    const double expected = double(many) / c.bound;
    for (int k : count) chi2 += (k - expected) * (k - expected) / expected;
    INFO("bound " << c.bound);
    CHECK(chi2 < c.limit);
  }
  for (std::uint64_t i = 0; i < 100; ++i) REQUIRE(below(1, some, i) == 0);
  REQUIRE(below(0xffffffff, some, 1) < 0xffffffff);
}
