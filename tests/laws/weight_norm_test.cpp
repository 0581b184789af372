// SPDX-License-Identifier: MIT
#include "laws/expect.hpp"
using namespace augury;

TEST_CASE("WeightNorm keeps the laws") {
  laws::expect<WeightNorm<Dense<7>>, Shape<11>>("WeightNorm<Dense<7>>");
  laws::expect<WeightNorm<Dense<1>>, Shape<3, 2, 5>>("WeightNorm<Dense<1>>");
  laws::expect<WeightNorm<Conv<5>>, Shape<6, 4, 3>>("WeightNorm<Conv<5>>");
  laws::expect<WeightNorm<Deconv<3>>, Shape<3, 2, 5>>("WeightNorm<Deconv<3>>");
  laws::expect<WeightNorm<StochasticDeconv<3, 2>>, Shape<3, 2, 4>>(
      "WeightNorm<StochasticDeconv<3, 2>>");
}

TEST_CASE("Strict WeightNorm keeps the laws") {
  laws::expect<WeightNorm<Dense<7>, Norm::strict>, Shape<11>>("strict WeightNorm<Dense<7>>");
  laws::expect<WeightNorm<Conv<5>, Norm::strict>, Shape<6, 4, 1>>("strict WeightNorm<Conv<5>>");
  laws::expect<WeightNorm<Deconv<1>, Norm::strict>, Shape<3, 2, 5>>("strict WeightNorm<Deconv<1>>");
  laws::expect<WeightNorm<StochasticDeconv<3, 2>, Norm::strict>, Shape<3, 2, 4>>(
      "strict WeightNorm<StochasticDeconv<3, 2>>");
}

namespace {

/// Largest |<dv, v>| of a filter beside |dv||v|, for a layer that normalises strictly.
template <class L, class In>
double lean() {
  laws::Once<L, In> layer(4);
  layer.values = laws::numbers(layer.values.size(), 1, 10);
  layer.forward(laws::numbers(4 * In::size, 2));
  layer.backward(laws::numbers(4 * OutputOf<L, In>::size, 3));
  const Parameter& v = layer.layout[0];
  const auto filters = static_cast<std::size_t>(v.extents.back());
  double worst = 0;
  for (std::size_t k = 0; k < static_cast<std::size_t>(v.copies); ++k)
    for (std::size_t f = 0; f < filters; ++f) {
      double dot = 0, a = 0, b = 0;
      for (std::size_t i = k * v.size + f; i < (k + 1) * v.size; i += filters) {
        dot += layer.gradients[i] * layer.values[i];
        a += layer.gradients[i] * layer.gradients[i];
        b += layer.values[i] * layer.values[i];
      }
      worst = std::max(worst, std::abs(dot) / std::sqrt(a * b + 1e-300));
    }
  return worst;
}

}  // namespace

TEST_CASE("The gradient of a normalised filter is orthogonal to it") {
  // Not quite 0: the epsilon of 1e-6 lies beside a squared norm of about 100 per weight.
  REQUIRE(lean<WeightNorm<Dense<7>, Norm::strict>, Shape<11>>() < 1e-8);
  REQUIRE(lean<WeightNorm<Conv<5>, Norm::strict>, Shape<6, 4, 3>>() < 1e-8);
  REQUIRE(lean<WeightNorm<Deconv<3>, Norm::strict>, Shape<3, 2, 5>>() < 1e-8);
  REQUIRE(lean<WeightNorm<StochasticDeconv<3, 2>, Norm::strict>, Shape<3, 2, 4>>() < 1e-8);
}

TEST_CASE("WeightNorm's output knows the direction of a filter alone") {
  laws::Once<WeightNorm<Deconv<2>>, Shape<2, 3, 4>> layer(2);
  layer.values = laws::numbers(layer.values.size(), 1);
  const auto x = laws::numbers(2 * 24, 2);
  const auto before = layer.forward(x);
  for (std::size_t i = 0; i < layer.layout[0].size; ++i) layer.values[i] *= 50;
  const auto after = layer.forward(x);
  for (std::size_t i = 0; i < before.size(); ++i)
    REQUIRE(after[i] == Approx(before[i]).epsilon(1e-5).margin(1e-6));
}

TEST_CASE("WeightNorm by hand: 3 and 4 have length 5 and a stride of 2 halves a Deconv") {
  laws::Once<WeightNorm<Dense<1>>, Shape<2>> dense(1);
  dense.values = {3, 4, 10, 0.5};  // v, g, b
  REQUIRE(dense.forward({1, 2})[0] == Approx(22.5).epsilon(1e-6));

  laws::Once<WeightNorm<Deconv<1, 2, 2, 0>, Norm::strict>, Shape<2, 2, 1>> deconv(1);
  deconv.values = {1, 1, 1, 1};  // |v|^2 / overlap = 1
  for (double y : deconv.forward({1, 1, 1, 1})) REQUIRE(y == Approx(1).epsilon(1e-6));
}

TEST_CASE("WeightNorm gives idle banks a gradient of exactly 0") {
  laws::Once<WeightNorm<StochasticDeconv<3, 2>>, Shape<3, 2, 4>> layer(4);
  layer.values = laws::numbers(layer.values.size(), 1);
  layer.replay({1, 1, 1, 1});
  layer.forward(laws::numbers(4 * 24, 2));
  layer.backward(laws::numbers(std::size_t(layer.pass.y.size()), 3));
  for (int entry : {0, 1}) {
    const std::size_t size = layer.layout[std::size_t(entry)].size;
    for (std::size_t i = 0; i < 3 * size; ++i)
      REQUIRE((layer.gradient(entry)[i] != 0) == (i / size == 1));
  }
}

TEST_CASE("WeightNorm names its parameters as PyTorch does") {
  const auto affine = layout_of<WeightNorm<Conv<5>>, Shape<6, 4, 3>>(0);
  REQUIRE(affine.size() == 3);
  REQUIRE(affine[0].name == "weight_v");
  REQUIRE(affine[1].name == "weight_g");
  REQUIRE(affine[2].name == "bias");
  REQUIRE(layout_of<WeightNorm<Conv<5>, Norm::strict>, Shape<6, 4, 3>>(0).size() == 1);
  REQUIRE(layout_of<WeightNorm<StochasticDeconv<4, 2>>, Shape<6, 4, 3>>(0)[1].banked);
}
