// SPDX-License-Identifier: MIT
#include "laws/expect.hpp"
using namespace augury;

TEST_CASE("SpectralNorm keeps the laws") {
  laws::expect<SpectralNorm<Dense<7>>, Shape<11>>("SpectralNorm<Dense<7>>");
  laws::expect<SpectralNorm<Dense<1>>, Shape<3, 2, 5>>("SpectralNorm<Dense<1>>");
  laws::expect<SpectralNorm<Conv<5>>, Shape<6, 4, 3>>("SpectralNorm<Conv<5>>");
  laws::expect<SpectralNorm<Deconv<3>>, Shape<3, 2, 5>>("SpectralNorm<Deconv<3>>");
  laws::expect<SpectralNorm<Conv<5>>, Shape<6, 4, 3>>("SpectralNorm<Conv<5>> evaluation", {},
                                                      false);
  laws::expect<Sequential<SpectralNorm<Conv<4>>, LeakyRelu, SpectralNorm<Dense<1>>>,
               Shape<6, 4, 3>>("Sequential of SpectralNorm");
}

namespace {

/// Largest singular value of a matrix of so many columns, by many power iterations.
double largest_singular_value(const double* matrix, std::size_t rows, std::size_t columns) {
  std::vector<double> u(columns, 1.0), v(rows);
  double norm = 0;
  for (int i = 0; i < 2000; ++i) {
    norm = 0;
    std::fill(v.begin(), v.end(), 0.0);
    for (std::size_t r = 0; r < rows; ++r) {
      for (std::size_t c = 0; c < columns; ++c) v[r] += matrix[r * columns + c] * u[c];
      norm += v[r] * v[r];
    }
    norm = std::sqrt(norm);
    std::fill(u.begin(), u.end(), 0.0);
    double length = 0;
    for (std::size_t c = 0; c < columns; ++c) {
      for (std::size_t r = 0; r < rows; ++r) u[c] += matrix[r * columns + c] * v[r];
      length += u[c] * u[c];
    }
    for (double& number : u) number /= std::sqrt(length);
  }
  return norm;
}

/// After many tracked passes, L's output with its weight divided by its largest singular value.
template <class L, class In>
void check_against_singular_value() {
  laws::Once<SpectralNorm<L>, In> normed(2);
  laws::Once<L, In> plain(2);
  normed.values = laws::numbers(normed.values.size(), 1);
  normed.conditions.track = true;
  const auto x = laws::numbers(2 * In::size, 2);
  auto y = normed.forward(x);
  for (int i = 0; i < 500; ++i) y = normed.forward(x);

  const Parameter &weight = normed.layout[0], &bias = normed.layout[1];
  const auto columns = static_cast<std::size_t>(weight.extents.back());
  const double s = largest_singular_value(normed.value(0), weight.size / columns, columns);
  for (std::size_t i = 0; i < weight.size; ++i) plain.value(0)[i] = normed.value(0)[i] / s;
  std::copy_n(normed.value(1), bias.size, plain.value(1));
  const auto expected = plain.forward(x);
  for (std::size_t i = 0; i < y.size(); ++i)
    REQUIRE(y[i] == Approx(expected[i]).epsilon(1e-6).margin(1e-6));
}

}  // namespace

TEST_CASE("SpectralNorm divides the weight by its largest singular value") {
  check_against_singular_value<Dense<7>, Shape<11>>();
  check_against_singular_value<Dense<3>, Shape<3, 2, 5>>();
  check_against_singular_value<Conv<5>, Shape<6, 4, 3>>();
  check_against_singular_value<Deconv<3>, Shape<3, 2, 5>>();
}

TEST_CASE("SpectralNorm by hand: W = diag(3, 4) and u = (1, 1)") {
  laws::Once<SpectralNorm<Dense<2>>, Shape<2>> layer(1);
  layer.values = {3, 0, 0, 4, 10, 20, 1, 1};  // W, b, u
  const double s = std::sqrt(12.5);           // |W u| / |u|
  const auto y = layer.forward({1, 2});
  REQUIRE(y[0] == Approx(10 + 3 / s));
  REQUIRE(y[1] == Approx(20 + 8 / s));

  layer.conditions.track = true;
  layer.forward({1, 2});  // v = (3, 4) / 5, u = (9, 16) / |(9, 16)|
  REQUIRE(layer.value(2)[0] == Approx(9 / std::sqrt(337.0)));
  REQUIRE(layer.value(2)[1] == Approx(16 / std::sqrt(337.0)));
}

TEST_CASE("SpectralNorm's u moves in tracked training passes alone") {
  laws::Once<SpectralNorm<Conv<5>>, Shape<6, 4, 3>> layer(2);
  layer.values = laws::numbers(layer.values.size(), 1);
  const auto start = layer.values;
  const auto x = laws::numbers(2 * 72, 2);
  layer.forward(x);
  REQUIRE(layer.values == start);
  layer.conditions.track = true;
  layer.conditions.training = false;
  layer.forward(x);
  REQUIRE(layer.values == start);

  layer.conditions.training = true;
  const auto y = layer.forward(x);
  const std::size_t rest = layer.layout[2].offset;
  REQUIRE(std::equal(start.begin(), start.begin() + std::ptrdiff_t(rest), layer.values.begin()));
  for (std::size_t i = rest; i < start.size(); ++i) REQUIRE(layer.values[i] != start[i]);
  const auto moved = layer.values;
  layer.conditions.track = false;
  REQUIRE(layer.forward(x) == y);  // a repeated pass is the same one
  layer.conditions.training = false;
  REQUIRE(layer.forward(x) == y);
  REQUIRE(layer.values == moved);
}

TEST_CASE("SpectralNorm's backward belongs to its own forward, whatever u did since") {
  laws::Once<SpectralNorm<Dense<3>>, Shape<4>> layer(2);
  layer.values = laws::numbers(layer.values.size(), 1);
  const auto dy = laws::numbers(6, 3);
  layer.forward(laws::numbers(8, 2));
  const auto dx = layer.backward(dy);
  const auto gradients = layer.gradients;
  std::fill(layer.gradients.begin(), layer.gradients.end(), 0.0);
  std::fill_n(layer.value(2), 3, 100.0);
  REQUIRE(layer.backward(dy) == dx);
  REQUIRE(layer.gradients == gradients);
}

TEST_CASE("The gradient of a spectrally normalised weight is orthogonal to it") {
  laws::Once<SpectralNorm<Deconv<3>>, Shape<3, 2, 5>> layer(4);
  layer.values = laws::numbers(layer.values.size(), 1);
  layer.forward(laws::numbers(4 * 30, 2));
  layer.backward(laws::numbers(std::size_t(layer.pass.y.size()), 3));
  double dot = 0, a = 0, b = 0;
  for (std::size_t i = 0; i < layer.layout[0].size; ++i) {
    dot += layer.gradients[i] * layer.values[i];
    a += layer.gradients[i] * layer.gradients[i];
    b += layer.values[i] * layer.values[i];
  }
  REQUIRE(a > 0);
  REQUIRE(std::abs(dot) / std::sqrt(a * b) < 1e-10);
  for (int i = 0; i < 3; ++i) REQUIRE(layer.gradient(2)[i] == 0);  // u is not trained
}

TEST_CASE("SpectralNorm stands a weight of 0") {
  laws::Once<SpectralNorm<Dense<2>>, Shape<3>> layer(1);
  layer.values = {0, 0, 0, 0, 0, 0, 5, 6, 0.6, 0.8};  // W, b, u
  layer.conditions.track = true;
  REQUIRE(layer.forward({1, 2, 3}) == std::vector<double>{5, 6});
  REQUIRE(layer.value(2)[0] == 0.6);
  REQUIRE(layer.value(2)[1] == 0.8);
  for (double number : layer.backward({1, 2})) REQUIRE(number == 0);
  for (double number : layer.gradients) REQUIRE(std::isfinite(number));
}

TEST_CASE("SpectralNorm names its parameters as PyTorch does, and does not train u") {
  const auto layout = layout_of<SpectralNorm<Conv<5>>, Shape<6, 4, 3>>(0);
  REQUIRE(layout.size() == 3);
  REQUIRE(layout[0].name == "weight_orig");
  REQUIRE(layout[1].name == "bias");
  REQUIRE(layout[2].name == "weight_u");
  REQUIRE(layout[2].size == 5);
  REQUIRE(layout[0].trained);
  REQUIRE(!layout[2].trained);
}
