// SPDX-License-Identifier: MIT
#include "augury/optim/schedule.hpp"

#include "catch.hpp"

using namespace augury;

TEST_CASE("a constant schedule is 1 all the time") {
  const Schedule s{};
  for (std::uint64_t step : {0u, 1u, 500u, 999u, 5000u}) CHECK(s.factor(step, 1000) == 1);
}

TEST_CASE("a linear schedule falls from 1 to its last factor") {
  const Schedule s{.shape = Schedule::Shape::linear, .last = 0.2f};
  CHECK(s.factor(0, 1000) == 1);
  CHECK(s.factor(250, 1000) == Approx(0.8f));
  CHECK(s.factor(500, 1000) == Approx(0.6f));
  CHECK(s.factor(1000, 1000) == Approx(0.2f));
  CHECK(s.factor(2000, 1000) == Approx(0.2f));  // a run that goes on stays there
}

TEST_CASE("a cosine schedule leaves slowly and arrives slowly") {
  const Schedule s{.shape = Schedule::Shape::cosine};
  CHECK(s.factor(0, 1000) == 1);
  CHECK(s.factor(500, 1000) == Approx(0.5f));
  CHECK(s.factor(1000, 1000) == Approx(0).margin(1e-6));
  CHECK(s.factor(100, 1000) > 0.97f);
  CHECK(s.factor(900, 1000) < 0.03f);
  for (std::uint64_t step = 1; step < 1000; ++step)
    REQUIRE(s.factor(step, 1000) <= s.factor(step - 1, 1000));
}

TEST_CASE("a warm-up climbs linearly to 1 and the shape begins after it") {
  const Schedule s{.shape = Schedule::Shape::linear, .last = 0, .warmup = 10};
  CHECK(s.factor(0, 110) == Approx(0.1f));
  CHECK(s.factor(8, 110) == Approx(0.9f));
  CHECK(s.factor(9, 110) == 1);
  CHECK(s.factor(10, 110) == 1);
  CHECK(s.factor(60, 110) == Approx(0.5f));
  CHECK(s.factor(110, 110) == Approx(0).margin(1e-6));
}

TEST_CASE("a run shorter than its warm-up, or without steps, has a factor") {
  const Schedule s{.shape = Schedule::Shape::cosine, .last = 0, .warmup = 10};
  CHECK(s.factor(3, 5) == Approx(0.4f));
  CHECK(s.factor(10, 10) == 1);
  CHECK(Schedule{.shape = Schedule::Shape::linear}.factor(0, 0) == 1);
}
