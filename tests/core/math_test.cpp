// SPDX-License-Identifier: MIT
#include "augury/core/math.hpp"

#include <cfenv>
#include <cmath>
#include <limits>
#include <vector>

#include "catch.hpp"

using namespace augury;
using D = DualScalar<double>;

namespace {

/// f(x) on a dual against f and its central difference on plain numbers.
template <class F>
void check_derivative(const char* name, F f, std::vector<double> points) {
  for (double x : points) {
    const double h = 1e-6 * std::max(1.0, std::abs(x)), direction = 1.7;
    const D dual = f(D{x, direction});
    const double difference = (f(x + h) - f(x - h)) / (2 * h) * direction;
    INFO(name << " at " << x);
    CHECK(dual.value == Approx(f(x)).epsilon(1e-14));
    CHECK(std::abs(dual.tangent - difference) <= 1e-8 * std::max(1.0, std::abs(difference)));
  }
}

const std::vector<double> everywhere{-3.2, -1.1, -0.3, 0.0, 0.2, 0.9, 2.7};
const std::vector<double> positive{0.05, 0.7, 1.0, 3.3, 40.0};

}  // namespace

TEST_CASE("every function of a dual has the derivative of its plain twin") {
  check_derivative(
      "exp", [](auto x) { return math::exp(x); }, everywhere);
  check_derivative(
      "tanh", [](auto x) { return math::tanh(x); }, everywhere);
  check_derivative(
      "sigmoid", [](auto x) { return math::sigmoid(x); }, everywhere);
  check_derivative(
      "softplus", [](auto x) { return math::softplus(x); }, everywhere);
  check_derivative(
      "log", [](auto x) { return math::log(x); }, positive);
  check_derivative(
      "sqrt", [](auto x) { return math::sqrt(x); }, positive);
}

TEST_CASE("arithmetic of duals follows the rules of differentiation") {
  const auto all = [](auto x) {
    using S = decltype(x);
    S sum = (x * x - S(3)) / (x + S(5)) - x;
    sum += x * x * x;
    return -sum;
  };
  check_derivative("arithmetic", all, everywhere);
  const D a{2, 3}, b{5, 7};
  CHECK((a / b).value == 0.4);
  CHECK((a / b).tangent == Approx((3 * 5 - 2 * 7) / 25.0));
  CHECK((a * b).tangent == 3 * 5 + 2 * 7);
  CHECK((a - b).tangent == -4);
}

TEST_CASE("a number is a dual that does not move") {
  const D constant(4);
  CHECK(constant.value == 4);
  CHECK(constant.tangent == 0);
}

TEST_CASE("comparisons look at values alone") {
  CHECK(D{2, -9} > D{1, 9});
  CHECK(D{1, 9} < D{2, -9});
  CHECK_FALSE(D{1, 5} > D{1, 4});
}

TEST_CASE("sigmoid and softplus neither overflow nor lose their ends", "[limits]") {
  const auto check = [](auto zero) {
    using T = decltype(zero);
    CHECK(math::sigmoid(T(1000)) == T(1));
    CHECK(math::sigmoid(T(-1000)) == T(0));
    CHECK(math::sigmoid(T(0)) == T(0.5));
    CHECK(math::softplus(T(1000)) == T(1000));
    CHECK(math::softplus(T(-1000)) == T(0));
    CHECK(math::softplus(T(0)) == Approx(std::log(2.0)));
    CHECK(math::softplus(T(-30)) == Approx(std::exp(-30.0)).epsilon(1e-5));  // not rounded to 0
    CHECK(math::sigmoid(T(-30)) == Approx(std::exp(-30.0)).epsilon(1e-5));
    const T most = std::numeric_limits<T>::max();
    CHECK(math::softplus(most) == most);
    CHECK(math::softplus(-most) == T(0));
    CHECK(math::sigmoid(most) == T(1));
    CHECK(math::softplus(DualScalar<T>{T(1000), T(2)}).tangent == T(2));
    CHECK(math::softplus(DualScalar<T>{T(-1000), T(2)}).tangent == T(0));
    CHECK(math::sigmoid(DualScalar<T>{T(1000), T(2)}).tangent == T(0));
    CHECK(math::sigmoid(DualScalar<T>{T(-1000), T(2)}).tangent == T(0));
  };
  check(0.0f);
  check(0.0);
}

TEST_CASE("sigmoid and softplus compute no infinity on their way") {
  volatile float far = 1000;  // not known to the compiler
  std::feclearexcept(FE_ALL_EXCEPT);
  volatile float sum = math::sigmoid(float(far)) + math::sigmoid(float(-far)) +
                       math::softplus(float(far)) + math::softplus(float(-far));
  CHECK_FALSE(std::fetestexcept(FE_OVERFLOW | FE_INVALID | FE_DIVBYZERO));
  CHECK(sum == 1001.0f);
}

TEST_CASE("sigmoid and softplus have their symmetries") {
  for (double x : everywhere) {
    CHECK(math::sigmoid(x) + math::sigmoid(-x) == Approx(1));
    CHECK(math::softplus(x) - math::softplus(-x) == Approx(x).margin(1e-15));
  }
}

TEST_CASE("the plain scalar of a dual is what it is made of") {
  STATIC_REQUIRE(std::is_same_v<PlainScalar<DualScalar<float>>, float>);
  STATIC_REQUIRE(std::is_same_v<PlainScalar<double>, double>);
}
