// SPDX-License-Identifier: MIT
#include "laws/expect.hpp"
using namespace augury;

TEST_CASE("ConditionalBatchNorm keeps the laws in training") {
  laws::expect<ConditionalBatchNorm, Shape<3, 5, 7>>("ConditionalBatchNorm");
  laws::expect<ConditionalBatchNorm, Shape<6, 4, 1>>("ConditionalBatchNorm");
  laws::expect<ConditionalBatchNorm, Shape<19>>("ConditionalBatchNorm");
  laws::expect<Sequential<JoinLabel<3>, Dense<12>, Reshape<2, 3, 2>, ConditionalBatchNorm,
                          LeakyRelu, Deconv<3>, ConditionalBatchNorm, Tanh>,
               Shape<4>>("Sequential with ConditionalBatchNorm");
}

TEST_CASE("ConditionalBatchNorm keeps the laws in evaluation") {
  laws::expect<ConditionalBatchNorm, Shape<3, 5, 7>>("ConditionalBatchNorm evaluation", {}, false);
  laws::expect<ConditionalBatchNorm, Shape<19>>("ConditionalBatchNorm evaluation", {}, false);
}

TEST_CASE("ConditionalBatchNorm takes weight and bias from the label") {
  laws::Once<ConditionalBatchNorm, Shape<1>> layer(4, {.norm = {.epsilon = 0}}, 2);
  // weight, bias, running mean, running variance, rows of weights, rows of biases
  layer.values = {1, 10, 0, 1, 1, 2, 100, 200};
  layer.set_labels({1, 0, 1, 0});
  REQUIRE(layer.forward({1, 1, 3, 3}) == std::vector<double>{207, 108, 213, 112});
  layer.backward({1, 2, 3, 4});  // the normalised x is -1, -1, 1, 1
  REQUIRE(layer.gradients == std::vector<double>{4, 10, 0, 0, 2, 2, 6, 4});
}

TEST_CASE("ConditionalBatchNorm is BatchNorm without labels or classes") {
  using In = Shape<3, 2, 4>;
  laws::Once<BatchNorm, In> plain(5);
  laws::Once<ConditionalBatchNorm, In> unlabelled(5, {}, 3), unclassed(5);
  plain.values = laws::numbers(16, 1);
  for (std::size_t i = 12; i < 16; ++i) plain.values[i] = 2;  // running variances
  unlabelled.values = laws::numbers(unlabelled.values.size(), 2);
  REQUIRE(unclassed.values.size() == 16);
  std::copy(plain.values.begin(), plain.values.end(), unlabelled.values.begin());
  unclassed.values = plain.values;
  unclassed.set_labels({0, 0, 1, 2, 0});

  const auto x = laws::numbers(5 * 24, 3), dy = laws::numbers(5 * 24, 4);
  for (const bool training : {true, false}) {
    plain.conditions.training = plain.conditions.track = training;
    unlabelled.conditions.training = unlabelled.conditions.track = training;
    unclassed.conditions.training = unclassed.conditions.track = training;
    const auto y = plain.forward(x), dx = plain.backward(dy);
    REQUIRE(unlabelled.forward(x) == y);
    REQUIRE(unclassed.forward(x) == y);
    const auto a = unlabelled.backward(dy), b = unclassed.backward(dy);
    for (std::size_t i = 0; i < dx.size(); ++i) {
      REQUIRE(a[i] == Approx(dx[i]).margin(1e-12));
      REQUIRE(b[i] == Approx(dx[i]).margin(1e-12));
    }
    for (std::size_t i = 0; i < 16; ++i)  // running statistics among them
      REQUIRE(unclassed.values[i] == plain.values[i]);
    for (std::size_t i = 0; i < 8; ++i)
      REQUIRE(unclassed.gradients[i] == Approx(plain.gradients[i]).margin(1e-12));
    for (std::size_t i = 16; i < unlabelled.gradients.size(); ++i)
      REQUIRE(unlabelled.gradients[i] == 0);
  }
}

TEST_CASE("ConditionalBatchNorm trains a row per class") {
  const auto layout = layout_of<ConditionalBatchNorm, Shape<3, 2, 4>>(10);
  REQUIRE(layout.size() == 6);
  REQUIRE(layout[4].name == "class_weight");
  REQUIRE(layout[5].name == "class_bias");
  for (std::size_t i : {4u, 5u}) {
    REQUIRE(layout[i].per_class);
    REQUIRE(layout[i].trained);
    REQUIRE(layout[i].copies == 10);
  }
  REQUIRE(!layout[2].trained);
}
