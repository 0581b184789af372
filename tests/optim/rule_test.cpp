// SPDX-License-Identifier: MIT
#include "augury/optim/rule.hpp"

#include <cmath>
#include <vector>

#include "augury/core/random.hpp"
#include "catch.hpp"

using namespace augury;

namespace {

constexpr int steps = 20;
double gradient(int step) { return 3 * normal<double>(Key{4, Purpose::user}, std::uint64_t(step)); }
double factor(int step) { return 1.0 / (1 + 0.25 * step); }  // exact or nearly so in float

/// A rule's weights after each of 20 steps.
template <class T, class Rule>
std::vector<double> follow(Rule rule) {
  T w = T(0.5), m = 0, v = 0;
  std::vector<double> path;
  for (int i = 0; i < steps; ++i) {
    rule.at(std::uint64_t(i) + 1, float(factor(i)))(w, T(gradient(i)), m, v);
    path.push_back(double(w));
  }
  return path;
}

void check_close(const std::vector<double>& a, const std::vector<double>& b, double error) {
  REQUIRE(a.size() == b.size());
  for (std::size_t i = 0; i < a.size(); ++i) {
    INFO("step " << i + 1);
    CHECK(std::abs(a[i] - b[i]) < error);
  }
}

/// Adam as its paper writes it.
std::vector<double> adam(double rate, double beta1, double beta2, double epsilon) {
  double w = 0.5, m = 0, v = 0;
  std::vector<double> path;
  for (int i = 0; i < steps; ++i) {
    const double g = gradient(i);
    m = beta1 * m + (1 - beta1) * g;
    v = beta2 * v + (1 - beta2) * g * g;
    const double m_hat = m / (1 - std::pow(beta1, i + 1)), v_hat = v / (1 - std::pow(beta2, i + 1));
    w -= rate * factor(i) * m_hat / (std::sqrt(v_hat) + epsilon);
    path.push_back(w);
  }
  return path;
}

}  // namespace

TEST_CASE("Adam follows its paper") {
  const Adam classic{.learning_rate = 0.01f, .beta1 = 0.9f, .beta2 = 0.999f};
  check_close(follow<double>(classic), adam(0.01, 0.9, 0.999, 1e-8), 1e-5 * 0.01 * steps);
  check_close(follow<float>(classic), adam(0.01, 0.9, 0.999, 1e-8), 1e-4 * 0.01 * steps);
  const Adam ours{.learning_rate = 0.01f};
  check_close(follow<double>(ours), adam(0.01, 0, 0.99, 1e-8), 1e-5 * 0.01 * steps);
  const Adam blunt{.learning_rate = 0.01f, .beta1 = 0.5f, .beta2 = 0.9f, .epsilon = 0.5f};
  check_close(follow<double>(blunt), adam(0.01, 0.5, 0.9, 0.5), 1e-6 * 0.01 * steps);
}

TEST_CASE("Adam's first step is the learning rate against the gradient's sign") {
  for (double g : {-1e-3, 5.0, 2e4})
    for (float beta1 : {0.0f, 0.5f, 0.9f}) {
      double w = 1, m = 0, v = 0;
      Adam{.learning_rate = 0.125f, .beta1 = beta1}.at(1, 1)(w, g, m, v);
      CHECK(w == Approx(1 - 0.125 * (g > 0 ? 1 : -1)).epsilon(1e-4));
    }
}

TEST_CASE("Adam's correction fades") {
  const Adam rule{.learning_rate = 1, .beta1 = 0.9f, .beta2 = 0.99f};
  CHECK(rule.at(1, 1).rate == Approx(10));
  CHECK(rule.at(1, 1).correct2 == Approx(100));
  CHECK(rule.at(1'000'000'000'000, 1).rate == 1);
  CHECK(rule.at(1'000'000'000'000, 1).correct2 == 1);
}

TEST_CASE("a weight without gradient stays where it is") {
  float w = 0.3f, m = 0, v = 0;
  Adam{}.at(1, 1)(w, 0.0f, m, v);
  RmsProp{}.at(1, 1)(w, 0.0f, m, v);
  Sgd{}.at(1, 1)(w, 0.0f, m, v);
  CHECK(w == 0.3f);
}

TEST_CASE("RMSProp follows its lecture") {
  double w = 0.5, v = 0;
  std::vector<double> path;
  for (int i = 0; i < steps; ++i) {
    const double g = gradient(i);
    v = 0.9 * v + 0.1 * g * g;
    w -= 0.01 * factor(i) * g / (std::sqrt(v) + 1e-3);
    path.push_back(w);
  }
  const RmsProp rule{.learning_rate = 0.01f, .decay = 0.9f, .epsilon = 1e-3f};
  check_close(follow<double>(rule), path, 1e-6 * 0.01 * steps);
  check_close(follow<float>(rule), path, 1e-4 * 0.01 * steps);
}

TEST_CASE("gradient descent keeps its momentum") {
  double w = 0.5, m = 0;
  std::vector<double> path;
  for (int i = 0; i < steps; ++i) {
    m = 0.75 * m + gradient(i);
    w -= 0.03125 * factor(i) * m;
    path.push_back(w);
  }
  const Sgd rule{.learning_rate = 0.03125f, .momentum = 0.75f};
  check_close(follow<double>(rule), path, 1e-6);
  check_close(follow<float>(rule), path, 1e-5);
  // Two steps by hand.
  double x = 1, speed = 0, unused = 0;
  const Sgd two{.learning_rate = 0.5f, .momentum = 0.5f};
  two.at(1, 1)(x, 1.0, speed, unused);
  CHECK(x == 0.5);
  two.at(2, 1)(x, 1.0, speed, unused);
  CHECK(x == -0.25);
}

TEST_CASE("a schedule scales the step and not the moments") {
  double w = 0, m = 0, v = 0, w2 = 0, m2 = 0, v2 = 0;
  const Adam rule{.learning_rate = 0.5f, .beta1 = 0.5f};
  rule.at(1, 1)(w, 3.0, m, v);
  rule.at(1, 0.25f)(w2, 3.0, m2, v2);
  CHECK(w2 == Approx(w / 4));
  CHECK(m2 == m);
  CHECK(v2 == v);
}
