// SPDX-License-Identifier: MIT
#include "stacked_mnist/mode_counts.hpp"

#include <cmath>

#include "catch.hpp"

using stacked::ModeCounts;

TEST_CASE("images of all modes, evenly, cover all and are no distance from uniform") {
  ModeCounts counts(1000);
  for (std::size_t i = 0; i < 26'000; ++i) counts.add(i % 1000);
  CHECK(counts.total() == 26'000);
  CHECK(counts.covered() == 1000);
  CHECK(counts.divergence() == Approx(0).margin(1e-12));
}

TEST_CASE("images of one mode cover one, and are ln 1000 from uniform") {
  ModeCounts counts(1000);
  for (int i = 0; i < 26'000; ++i) counts.add(123);
  CHECK(counts.covered() == 1);
  CHECK(counts.divergence() == Approx(std::log(1000.0)).epsilon(1e-12));
}

TEST_CASE("the distance is that of the shares, in nats") {
  ModeCounts counts(4);
  for (const std::size_t mode : {0u, 1u, 1u, 1u}) counts.add(mode);
  CHECK(counts.covered() == 2);
  CHECK(counts.divergence() == Approx(0.25 * std::log(1.0) + 0.75 * std::log(3.0)).epsilon(1e-12));
}

TEST_CASE("no images cover nothing") {
  const ModeCounts counts(10);
  CHECK(counts.covered() == 0);
  CHECK(counts.divergence() == 0);
}
