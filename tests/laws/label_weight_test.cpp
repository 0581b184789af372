// SPDX-License-Identifier: MIT
// The weight of labels in the layers that are told them.
#include "laws/expect.hpp"
using namespace augury;

namespace {

constexpr int n = 5, classes = 3;
const std::vector<std::int32_t> labels{0, 2, 1, 2, 0};

/// What a pass leaves: output, gradient by the input, gradients by the parameters.
struct Left {
  std::vector<double> y, dx, dp;
};

/// A layer whose tables are a factor times random numbers, in a pass whose labels have a weight.
template <class L, class In>
Left left_by(double tables, float weight, bool labelled = true) {
  laws::Once<L, In> pass(n, {}, classes);
  pass.values = laws::numbers(pass.values.size(), 1);
  for (const Parameter& p : pass.layout)
    for (std::size_t i = p.offset; i < p.offset + p.total(); ++i) {
      if (!p.trained) pass.values[i] = 2;
      if (p.per_class) pass.values[i] *= tables;
    }
  if (labelled) pass.set_labels(labels);
  pass.conditions.label_weight = weight;
  Left left;
  left.y = pass.forward(laws::numbers(n * In::size, 2));
  left.dx = pass.backward(laws::numbers(left.y.size(), 3));
  left.dp = pass.gradients;
  return left;
}

/// Gradients of the tables times a factor.
template <class L, class In>
std::vector<double> with_tables_times(std::vector<double> gradients, double factor) {
  for (const Parameter& p : layout_of<L, In>(classes))
    for (std::size_t i = p.offset; p.per_class && i < p.offset + p.total(); ++i)
      gradients[i] *= factor;
  return gradients;
}

/// A weight is a factor on the tables, bit for bit where it is a power of two; 0 is no labels.
template <class L, class In>
void expect_a_factor_on_tables() {
  const Left whole = left_by<L, In>(1, 1), half = left_by<L, In>(2, 0.5f);
  CHECK(half.y == whole.y);
  CHECK(half.dx == whole.dx);
  CHECK(half.dp == (with_tables_times<L, In>(whole.dp, 0.5)));
  CHECK(half.dp != whole.dp);

  const Left none = left_by<L, In>(1, 0), unlabelled = left_by<L, In>(1, 1, false);
  CHECK(none.y == unlabelled.y);
  CHECK(none.dx == unlabelled.dx);
  CHECK(none.dp == unlabelled.dp);
  CHECK(none.y != whole.y);
  CHECK(none.dp == (with_tables_times<L, In>(none.dp, 0)));
}

using Nested = Sequential<JoinLabel<3>, Dense<12>, Reshape<2, 3, 2>, ConditionalBatchNorm,
                          LeakyRelu, Deconv<3>, ConditionalBatchNorm, Tanh, Projection>;

}  // namespace

TEST_CASE("layers that are told labels keep the laws whatever these count") {
  laws::expect_at_label_weights<JoinLabel<3>, Shape<7>>("JoinLabel<3>");
  laws::expect_at_label_weights<Projection, Shape<3, 5, 2>>("Projection");
  laws::expect_at_label_weights<Projection, Shape<7>>("Projection");
  laws::expect_at_label_weights<ConditionalBatchNorm, Shape<3, 5, 7>>("ConditionalBatchNorm");
  laws::expect_at_label_weights<ConditionalBatchNorm, Shape<3, 5, 7>>("ConditionalBatchNorm e.", {},
                                                                      false);
  laws::expect_at_label_weights<Nested, Shape<4>>("all of them");
}

TEST_CASE("the weight of labels is a factor on what they add") {
  expect_a_factor_on_tables<JoinLabel<3>, Shape<7>>();
  expect_a_factor_on_tables<Projection, Shape<3, 5, 2>>();
  expect_a_factor_on_tables<ConditionalBatchNorm, Shape<3, 5, 7>>();
  expect_a_factor_on_tables<Nested, Shape<4>>();
}

TEST_CASE("labels that count nothing are not multiplied by what is not finite") {
  laws::Once<Projection, Shape<1>> pass(1, {}, 1);
  pass.values = {1, 0, std::numeric_limits<double>::infinity()};
  pass.set_labels({0});
  pass.conditions.label_weight = 0;
  CHECK(pass.forward({2}) == std::vector<double>{2});
  CHECK(pass.backward({3}) == std::vector<double>{3});
}
