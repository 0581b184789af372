// SPDX-License-Identifier: MIT
#include "augury/optim/optimizer.hpp"

#include <algorithm>
#include <vector>

#include "augury/augury.hpp"
#include "catch.hpp"

using namespace augury;

namespace {

using Network = Sequential<Shape<2, 2, 3>, StochasticDeconv<4, 2, 2>, Dense<3>, BatchNorm,
                           Reshape<1, 1, 3>, StochasticDeconv<3, 1, 2>>;
using Net = Model<Network>;
constexpr int n = 4;

/// A network whose gradients are 1 everywhere, idle banks included.
struct Subject {
  Context<Cpu> ctx{2};
  Net model{ctx, 0};
  Subject() {
    for (std::size_t i = 0; i < model.size(); ++i) {
      model.values().data()[i] = 0.01f * float(i % 50);
      model.gradients().data()[i] = 1;
    }
  }
  std::vector<float> values() {
    return {model.values().data(), model.values().data() + model.size()};
  }
  const Parameter& parameter(const std::string& name) {
    for (const Parameter& p : model.layout())
      if (p.name == name) return p;
    FAIL("no parameter " << name);
    return model.layout()[0];
  }
};

/// Elements of copy b of a parameter.
std::vector<float> bank(const std::vector<float>& all, const Parameter& p, int b) {
  const auto begin = all.begin() + std::ptrdiff_t(p.offset) + b * std::ptrdiff_t(p.size);
  return {begin, begin + std::ptrdiff_t(p.size)};
}
template <class B>
std::vector<float> copy(const B& buffer) {
  return {buffer.data(), buffer.data() + buffer.size()};
}

const Adam rule{.learning_rate = 0.1f, .beta1 = 0.9f, .beta2 = 0.99f};
// Two stochastic layers: banks 0 and 2 of four, then bank 1 of three.
const std::vector<std::int32_t> routes{0, 2, 2, 0, 1, 1, 1, 1};

}  // namespace

TEST_CASE("an optimizer steps every number that is trained once") {
  Subject s;
  const auto before = s.values();
  Optimizer<Sgd> optimizer(s.ctx, s.model.layout(), s.model.size(), Sgd{.learning_rate = 0.5f});
  const std::vector<std::int32_t> all{0, 1, 2, 3, 0, 1, 2, 0};
  optimizer.step(s.ctx, s.model.values(), s.model.gradients(), 1, {all, n});
  const auto after = s.values();
  for (const Parameter& p : s.model.layout())
    for (std::size_t i = p.offset; i < p.offset + p.total(); ++i)
      REQUIRE(after[i] == (p.trained ? before[i] - 0.5f : before[i]));
}

TEST_CASE("fixed parameters never move") {
  for (IdleBanks idle : {IdleBanks::lazy, IdleBanks::dense}) {
    Subject s;
    const auto before = s.values();
    Optimizer<Adam> optimizer(s.ctx, s.model.layout(), s.model.size(), rule, idle);
    for (int i = 0; i < 5; ++i)
      optimizer.step(s.ctx, s.model.values(), s.model.gradients(), 1, {routes, n});
    for (const char* name : {"2.running_mean", "2.running_var"}) {
      const Parameter& p = s.parameter(name);
      REQUIRE_FALSE(p.trained);
      CHECK(bank(s.values(), p, 0) == bank(before, p, 0));
      CHECK(bank(copy(optimizer.first_moments()), p, 0) == std::vector<float>(p.size));
    }
  }
}

TEST_CASE("lazy: idle banks keep values, moments and step count bit for bit") {
  Subject s;
  Optimizer<Adam> optimizer(s.ctx, s.model.layout(), s.model.size(), rule);
  const Parameter& first = s.parameter("0.weight");
  const Parameter& second = s.parameter("4.weight");
  const std::vector<std::int32_t> all{0, 1, 2, 3, 0, 1, 2, 0};
  optimizer.step(s.ctx, s.model.values(), s.model.gradients(), 1, {all, n});
  const auto values = s.values(), m = copy(optimizer.first_moments()),
             v = copy(optimizer.second_moments());
  for (int i = 0; i < 3; ++i)
    optimizer.step(s.ctx, s.model.values(), s.model.gradients(), 1, {routes, n});
  const auto check_bank = [&](const Parameter& p, int b, bool used) {
    INFO(p.name << " bank " << b);
    CHECK((bank(s.values(), p, b) != bank(values, p, b)) == used);
    CHECK((bank(copy(optimizer.first_moments()), p, b) != bank(m, p, b)) == used);
    CHECK((bank(copy(optimizer.second_moments()), p, b) != bank(v, p, b)) == used);
  };
  for (int b = 0; b < 4; ++b) check_bank(first, b, b == 0 || b == 2);
  for (int b = 0; b < 3; ++b) check_bank(second, b, b == 1);
  for (std::size_t i = 0; i < optimizer.segments().size(); ++i) {
    const Segment& segment = optimizer.segments()[i];
    const bool used =
        segment.route < 0 || (segment.route == 0 ? segment.bank % 2 == 0 : segment.bank == 1);
    CHECK(optimizer.step_counts().data()[i] == (used ? 4u : 1u));
  }
}

TEST_CASE("lazy: a bank that comes late begins like a weight at its first step") {
  Subject s;
  Optimizer<Adam> optimizer(s.ctx, s.model.layout(), s.model.size(), rule);
  const Parameter& p = s.parameter("0.weight");
  const auto before = bank(s.values(), p, 3);
  for (int i = 0; i < 10; ++i)
    optimizer.step(s.ctx, s.model.values(), s.model.gradients(), 1, {routes, n});
  REQUIRE(bank(s.values(), p, 3) == before);
  const std::vector<std::int32_t> late{3, 3, 3, 3, 1, 1, 1, 1};
  optimizer.step(s.ctx, s.model.values(), s.model.gradients(), 1, {late, n});
  const auto after = bank(s.values(), p, 3);
  for (std::size_t i = 0; i < p.size; ++i)  // corrected by its own count
    CHECK(after[i] == Approx(before[i] - 0.1f).margin(1e-5));
}

TEST_CASE("lazy: fewer routes than the layers have are refused before anything moves") {
  Subject s;
  Optimizer<Adam> optimizer(s.ctx, s.model.layout(), s.model.size(), rule);
  const auto before = s.values();
  for (const std::span<const std::int32_t> few :
       {std::span<const std::int32_t>(), std::span(routes).first(routes.size() - 1)})
    CHECK_THROWS_AS(optimizer.step(s.ctx, s.model.values(), s.model.gradients(), 1, {few, n}),
                    UsageError);
  CHECK_THROWS_AS(optimizer.step(s.ctx, s.model.values(), s.model.gradients(), 1), UsageError);
  CHECK(s.values() == before);
}

TEST_CASE("dense: the moments of idle banks decay and move their weights on") {
  Subject s;
  Optimizer<Adam> optimizer(s.ctx, s.model.layout(), s.model.size(), rule, IdleBanks::dense);
  const Parameter& p = s.parameter("0.weight");
  optimizer.step(s.ctx, s.model.values(), s.model.gradients(), 1, {routes, n});
  const auto values = bank(s.values(), p, 3), m = bank(copy(optimizer.first_moments()), p, 3),
             v = bank(copy(optimizer.second_moments()), p, 3);
  std::fill_n(s.model.gradients().data() + p.offset, p.total(), 0.0f);
  optimizer.step(s.ctx, s.model.values(), s.model.gradients(), 1, {routes, n});
  const auto values2 = bank(s.values(), p, 3), m2 = bank(copy(optimizer.first_moments()), p, 3),
             v2 = bank(copy(optimizer.second_moments()), p, 3);
  for (std::size_t i = 0; i < p.size; ++i) {
    CHECK(m2[i] == Approx(0.9f * m[i]));
    CHECK(v2[i] == Approx(0.99f * v[i]));
    CHECK(values2[i] < values[i] - 0.01f);
  }
}

TEST_CASE("neighbouring parameters are stepped as one and banks are not") {
  Subject s;
  const auto segments = [&](IdleBanks idle) {
    Optimizer<Sgd> optimizer(s.ctx, s.model.layout(), s.model.size(), Sgd{}, idle);
    return optimizer.segments();
  };
  // 4 banks; bias, dense weight and bias, gamma and beta; 3 banks; bias.
  const auto lazy = segments(IdleBanks::lazy);
  REQUIRE(lazy.size() == 9);
  CHECK(lazy[4].route == -1);
  CHECK(lazy[6].route == 1);
  CHECK(segments(IdleBanks::dense).size() == 2);  // up to the running statistics, and after
  std::size_t sum = 0, trained = 0;
  for (const auto& segment : lazy) sum += segment.size;
  for (const Parameter& p : s.model.layout()) trained += p.trained ? p.total() : 0;
  CHECK(sum == trained);
}

TEST_CASE("a reset optimizer begins anew") {
  Subject a, b;
  Optimizer<Adam> used(a.ctx, a.model.layout(), a.model.size(), rule);
  Optimizer<Adam> fresh(b.ctx, b.model.layout(), b.model.size(), rule);
  const auto before = a.values();
  for (int i = 0; i < 4; ++i)
    used.step(a.ctx, a.model.values(), a.model.gradients(), 1, {routes, n});
  used.reset(a.ctx);
  std::copy(before.begin(), before.end(), a.model.values().data());
  for (int i = 0; i < 2; ++i) {
    used.step(a.ctx, a.model.values(), a.model.gradients(), 1, {routes, n});
    fresh.step(b.ctx, b.model.values(), b.model.gradients(), 1, {routes, n});
  }
  CHECK(a.values() == b.values());
}

TEST_CASE("a step without a rate changes moments and no value") {
  Subject s;
  const auto before = s.values();
  Optimizer<Adam> optimizer(s.ctx, s.model.layout(), s.model.size(), rule);
  optimizer.step(s.ctx, s.model.values(), s.model.gradients(), 0, {routes, n});
  CHECK(s.values() == before);
}
