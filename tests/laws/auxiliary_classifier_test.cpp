// SPDX-License-Identifier: MIT
#include <cmath>

#include "laws/expect.hpp"
using namespace augury;

TEST_CASE("AuxiliaryClassifier keeps the laws") {
  laws::expect_at_label_weights<AuxiliaryClassifier, Shape<7>>("AuxiliaryClassifier");
  laws::expect<AuxiliaryClassifier, Shape<3, 5, 2>>("AuxiliaryClassifier");
  laws::expect<AuxiliaryClassifier, Shape<1>>("AuxiliaryClassifier");
}

namespace {
/// Two samples of two numbers, three classes: w, b, v_0 to v_2, c_0 to c_2.
struct OfThreeClasses : laws::Once<AuxiliaryClassifier, Shape<2>> {
  OfThreeClasses() : Once(2, {}, 3) {
    values = {1, 2, 0.5, 0.1, 0.2, -0.3, 0.4, 0.5, -0.6, 0.7, 0, -0.2};
  }
};
double logit(const std::vector<double>& values, int k, double x0, double x1) {
  const auto v = values.begin() + 3 + 2 * k;
  return v[0] * x0 + v[1] * x1 + values[static_cast<std::size_t>(9 + k)];
}
double log_p(const std::vector<double>& values, int label, double x0, double x1) {
  double sum = 0;
  for (int k = 0; k < 3; ++k) sum += std::exp(logit(values, k, x0, x1));
  return logit(values, label, x0, x1) - std::log(sum);
}
}  // namespace

TEST_CASE("AuxiliaryClassifier gives the score and the log of the softmax at the label") {
  OfThreeClasses layer;
  layer.set_labels({2, 0});
  const auto y = layer.forward({1, 1, 2, -3});
  CHECK(y[0] == 3.5);
  CHECK(y[2] == -3.5);
  CHECK(y[1] == Approx(log_p(layer.values, 2, 1, 1)).epsilon(1e-14));
  CHECK(y[3] == Approx(log_p(layer.values, 0, 2, -3)).epsilon(1e-14));

  // All of the classes together are certain, and the gradients by their biases cancel.
  double certain = 0;
  for (std::int32_t k = 0; k < 3; ++k) {
    layer.set_labels({k, k});
    certain += std::exp(layer.forward({1, 1, 2, -3})[3]);
  }
  CHECK(certain == Approx(1).epsilon(1e-14));
  layer.backward({0, 1, 0, 3});
  CHECK(layer.gradients[9] + layer.gradients[10] + layer.gradients[11] == Approx(0).margin(1e-14));
  CHECK(std::abs(layer.gradients[9]) > 0.1);
}

TEST_CASE("AuxiliaryClassifier is sure of a class without overflow") {
  laws::Once<AuxiliaryClassifier, Shape<1>> layer(2, {}, 3);
  layer.values = {0, 0, 1000, -1000, 0, 0, 0, 0};
  layer.set_labels({0, 1});
  CHECK(layer.forward({2, 2}) == std::vector<double>{0, 0, 0, -4000});
  CHECK(layer.backward({0, 1, 0, 1}) == std::vector<double>{0, -2000});
}

TEST_CASE("AuxiliaryClassifier is a dense layer and a zero without labels or classes") {
  OfThreeClasses unlabelled;
  laws::Once<AuxiliaryClassifier, Shape<2>> unclassed(2);
  unclassed.values = {1, 2, 0.5};
  unclassed.set_labels({0, 0});
  const std::vector<double> y{3.5, 0, 8.5, 0};
  REQUIRE(unlabelled.forward({1, 1, 2, 3}) == y);
  REQUIRE(unclassed.forward({1, 1, 2, 3}) == y);
  REQUIRE(unlabelled.backward({1, 7, 2, 7}) == std::vector<double>{1, 2, 2, 4});
  REQUIRE(unclassed.backward({1, 7, 2, 7}) == std::vector<double>{1, 2, 2, 4});
  REQUIRE(unclassed.gradients == std::vector<double>{5, 7, 3});
  for (std::size_t i = 3; i < 12; ++i) CHECK(unlabelled.gradients[i] == 0);
}
