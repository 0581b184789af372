// SPDX-License-Identifier: MIT
#include "augment/augmented.hpp"
using namespace augmented;

TEST_CASE("Colour keeps the laws") {
  expect_laws<Colour>("Colour");
  expect_laws<Colour>("Colour half", Colour{{.strength = 0.5f}});
}

namespace {

using In = Shape<3, 5, 3>;
constexpr int pixels = 15;

double mean(const std::vector<double>& x) {
  double sum = 0;
  for (double number : x) sum += number;
  return sum / static_cast<double>(x.size());
}
double grey(const std::vector<double>& x, int pixel) {
  const auto at = x.begin() + std::ptrdiff_t{pixel} * 3;
  return (at[0] + at[1] + at[2]) / 3;
}

/// The formula of 2006.10738 step by step: brightness, saturation, contrast.
std::vector<double> formula(std::vector<double> x, double b, double s, double c) {
  for (double& number : x) number += b;
  for (int p = 0; p < pixels; ++p) {
    const double m = grey(x, p);
    for (std::size_t k = 0; k < 3; ++k) {
      double& number = x[static_cast<std::size_t>(p) * 3 + k];
      number = (number - m) * s + m;
    }
  }
  const double m = mean(x);
  for (double& number : x) number = (number - m) * c + m;
  return x;
}

/// What became of an image, found by its means: brightness is that of all; the greys' distances
/// from it tell the contrast, and colours' distances from their grey contrast times saturation.
struct Found {
  double brightness, contrast, saturation;
  Found(const std::vector<double>& x, const std::vector<double>& y)
      : brightness(mean(y) - mean(x)),
        contrast((grey(y, 0) - mean(y)) / (grey(x, 0) - mean(x))),
        saturation((y[0] - grey(y, 0)) / (x[0] - grey(x, 0)) / contrast) {}
};

}  // namespace

TEST_CASE("Colour is brightness, saturation and contrast, each uniform in its range") {
  constexpr int n = 3000;
  Pass<Colour, In> colour(n);
  const auto x = laws::numbers(std::size_t(n) * In::size, 9), y = colour.forward(x);
  double sums[3] = {}, squares[3] = {}, products[3] = {};
  for (int i = 0; i < n; ++i) {
    const auto before = image<In>(x, i), after = image<In>(y, i);
    const Found f(before, after);
    const auto expected = formula(before, f.brightness, f.saturation, f.contrast);
    double worst = 0;
    for (std::size_t j = 0; j < after.size(); ++j)
      worst = std::max(worst, std::abs(after[j] - expected[j]));
    REQUIRE(worst < 1e-8);
    // As numbers in (-1, 1).
    const double drawn[3] = {2 * f.brightness, f.saturation - 1, 2 * (f.contrast - 1)};
    for (std::size_t k = 0; k < 3; ++k) {
      REQUIRE(std::abs(drawn[k]) < 1 + 1e-6);
      sums[k] += drawn[k], squares[k] += drawn[k] * drawn[k];
      products[k] += drawn[k] * drawn[(k + 1) % 3];
    }
  }
  for (std::size_t k = 0; k < 3; ++k) {  // 4 standard deviations of each mean
    CHECK(std::abs(sums[k] / n) < 4 * std::sqrt(1 / 3.0 / n));
    CHECK(std::abs(squares[k] / n - 1 / 3.0) < 4 * std::sqrt(4 / 45.0 / n));
    CHECK(std::abs(products[k] / n) < 4 * std::sqrt(1 / 9.0 / n));
  }
}

TEST_CASE("Colour reaches each of its three changes by itself") {
  constexpr int n = 3000;
  Pass<Colour, In> colour(n, Colour{{.strength = 0.25f}});
  const auto x = laws::numbers(std::size_t(n) * In::size, 9), y = colour.forward(x);
  int brighter = 0, saturated = 0, contrasted = 0, none = 0;
  int after_darker = 0;  // of images after one that was darkened, those that are reached
  bool darker = false;
  for (int i = 0; i < n; ++i) {
    const auto before = image<In>(x, i), after = image<In>(y, i);
    const Found f(before, after);
    const bool b = std::abs(f.brightness) > 1e-9, s = std::abs(f.saturation - 1) > 1e-6,
               c = std::abs(f.contrast - 1) > 1e-6;
    after_darker += b && darker;
    darker = f.brightness < -1e-9;
    brighter += b, saturated += s, contrasted += c, none += before == after;
    CHECK((before == after) == (!b && !s && !c));
  }
  for (int count : {brighter, saturated, contrasted}) CHECK(std::abs(count - 750) < 95);
  CHECK(std::abs(none - 1266) < 108);       // 0.75^3
  CHECK(std::abs(after_darker - 94) < 40);  // 3000 / 4 / 2 / 4: neighbours share no numbers
}

TEST_CASE("one channel has no saturation") {
  using Grey = Shape<4, 5, 1>;
  constexpr int n = 50;
  Pass<Colour, Grey> some(n, Colour{{.saturation = 1}}), none(n, Colour{{.saturation = 0}});
  const auto x = laws::numbers(std::size_t(n) * Grey::size, 9);
  CHECK(some.forward(x) == none.forward(x));
  Pass<Colour, Grey> only(n, Colour{{.brightness = 0, .saturation = 1, .contrast = 0}});
  CHECK(only.forward(x) == x);
}
