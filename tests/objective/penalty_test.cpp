// SPDX-License-Identifier: MIT
// The gradient of a penalty by every parameter of a discriminator against central differences, in
// double, of the penalty's value, which is computed here from the gradient by the images alone.
#include "augury/objective/penalty.hpp"

#include <cmath>
#include <cstdio>
#include <string>
#include <vector>

#include "augury/augury.hpp"
#include "augury/network/residual.hpp"
#include "catch.hpp"

using namespace augury;

namespace {

std::vector<double> normals(std::size_t count, std::uint32_t stream) {
  std::vector<double> all(count);
  const Key key = Key{31, Purpose::user}.child(stream);
  for (std::size_t i = 0; i < count; ++i) all[i] = normal<float>(key, i);
  return all;
}

/// A discriminator and a batch of images, with numbers that are away from their beginnings.
template <class Network, class T = double>
struct Judged {
  using Layers = typename Network::Layers;
  using In = typename Network::Input;

  int n;
  Context<Cpu> ctx{1};
  Model<Network, T> model{ctx, 3};
  Activations<Layers, In, Plain<T>> plain{ctx, n};
  Activations<Layers, In, Tangent<T>> along{ctx, n};
  std::vector<T> norm2 = std::vector<T>(std::size_t(n));
  std::vector<std::int32_t> labels = std::vector<std::int32_t>(std::size_t(n));

  explicit Judged(int batch = 4) : n(batch) {
    const auto values = initial_values<double>(model.layout(), model.size(), Key{3, Purpose::init});
    const auto moved = normals(model.size(), 1);
    for (std::size_t i = 0; i < model.size(); ++i)
      model.values().data()[i] = T(values[i] + 0.1 * moved[i]);
    const auto x = normals(std::size_t(plain.x.size()), 2);
    for (std::size_t i = 0; i < x.size(); ++i) plain.x.data[i] = T(x[i]);
    for (int i = 0; i < n; ++i) labels[std::size_t(i)] = (i * 2 + 1) % 3;
  }
  Conditions conditions() const {
    Conditions c;
    c.key = Key{5, Purpose::layer, 2};
    c.labels = labels.data();
    c.track = false;
    return c;
  }
  void forward() { plain.forward(ctx, model.layers(), model.parameters(), conditions()); }

  /// |dD/dx| of each image.
  std::vector<double> norms() {
    forward();
    constexpr int outputs = Network::Output::size;  // the score comes first
    for (int i = 0; i < n * outputs; ++i) plain.dy.data[i] = T(i % outputs == 0);
    plain.backward(ctx, model.layers(), plain.dx, model.no_gradients());
    std::vector<double> all(std::size_t(n), 0.0);
    for (int i = 0; i < n; ++i) {
      for (int j = 0; j < In::size; ++j)
        all[std::size_t(i)] += std::pow(double(plain.dx.data[i * In::size + j]), 2);
      all[std::size_t(i)] = std::sqrt(all[std::size_t(i)]);
    }
    return all;
  }
  /// Adds a penalty's gradients; its value.
  template <class Penalty>
  double add_penalty(Penalty penalty, float weight = 1, WithLoss with = WithLoss::no) {
    T value = 0;
    add_gradient_penalty(ctx, model, plain, along, View<Shape<1>, T>{norm2.data(), n},
                         View<Shape<1>, T>{&value, 1}, conditions(), penalty, weight, with);
    return double(value);
  }
  template <class Penalty>
  std::vector<double> gradient(Penalty penalty, float weight = 1) {
    model.zero_gradients(ctx);
    forward();
    add_penalty(penalty, weight);
    return gradients();
  }
  std::vector<double> gradients() {
    return {model.gradients().data(), model.gradients().data() + model.size()};
  }
};

// The penalties by their formulas.
double formula(R1 p, double norm) { return double{p.gamma} / 2 * norm * norm; }
double formula(WganGp p, double norm) { return double{p.lambda} * (norm - 1) * (norm - 1); }

template <class J, class Penalty>
double mean_penalty(J& judged, Penalty penalty) {
  double sum = 0;
  for (double norm : judged.norms()) sum += formula(penalty, norm);
  return sum / judged.n;
}

/// The worst difference to central differences, relative to the largest gradient of the same
/// parameter, or to a hundredth of the largest of all if that is more.
template <class J, class Penalty>
double worst_error(J& judged, Penalty penalty) {
  const auto exact = judged.gradient(penalty);
  const auto largest = [&](std::size_t begin, std::size_t count) {
    double most = 0;
    for (std::size_t i = begin; i < begin + count; ++i) most = std::max(most, std::abs(exact[i]));
    return most;
  };
  const double floor = 1e-2 * largest(0, exact.size());
  REQUIRE(floor > 1e-6);
  double worst = 0;
  // So small a step that no kink lies inside of it.
  const double h = 1e-7;
  for (const Parameter& p : judged.model.layout()) {
    if (!p.trained) continue;
    const double scale = std::max(floor, largest(p.offset, p.total()));
    for (std::size_t i = p.offset; i < p.offset + p.total(); ++i) {
      double& w = judged.model.values().data()[i];
      const double old = w;
      w = old + h;
      const double up = mean_penalty(judged, penalty);
      w = old - h;
      const double down = mean_penalty(judged, penalty);
      w = old;
      worst = std::max(worst, std::abs((up - down) / (2 * h) - exact[i]) / scale);
    }
  }
  return worst;
}

template <class Network>
void check(const char* name) {
  Judged<Network> judged;
  const auto check_one = [&](const char* which, auto penalty) {
    const double worst = worst_error(judged, penalty);
    std::printf("penalty %-6s %-14s worst relative error %.1e\n", which, name, worst);
    INFO(which << " through " << name);
    CHECK(worst < 1e-6);
    judged.forward();
    CHECK(judged.add_penalty(penalty) == Approx(mean_penalty(judged, penalty)).epsilon(1e-12));
  };
  check_one("R1", R1{0.5f});
  CHECK(judged.gradient(R2{{0.5f}}) == judged.gradient(R1{0.5f}));  // R1 at other images
  check_one("WganGp", WganGp{10.0f});
}

using In = Shape<6, 6, 2>;
using Leaky = Sequential<In, Conv<4>, LeakyRelu, Conv<3, 3, 1>, LeakyRelu, Dense<1>>;
using Learned = Sequential<In, Conv<4>, PRelu, Conv<3, 3, 1>, PRelu, Dense<1>>;
using Smooth = Sequential<In, Conv<4>, Tanh, Conv<3, 3, 1>, Sigmoid, Dense<1>>;
using Normed = Sequential<In, WeightNorm<Conv<4>>, PRelu, WeightNorm<Conv<3, 3, 1>, Norm::strict>,
                          Tanh, WeightNorm<Dense<1>>>;
using Around = Sequential<In, Conv<4>, Residual<LeakyRelu, Conv<4, 3, 1>, PRelu, Conv<4, 3, 1>>,
                          LeakyRelu, Dense<1>>;
using Labelled = Sequential<In, Conv<4>, Tanh, Conv<3, 3, 1>, LeakyRelu, Projection>;
using Named = Sequential<In, Conv<4>, Tanh, Conv<3, 3, 1>, LeakyRelu, AuxiliaryClassifier>;
using Batched =
    Sequential<In, Conv<4>, BatchNorm, LeakyRelu, Conv<3, 3, 1>, BatchNorm, Tanh, Dense<1>>;
using Spectral = Sequential<In, SpectralNorm<Conv<4>>, PRelu, SpectralNorm<Deconv<3>>, Tanh,
                            SpectralNorm<Dense<1>>>;
using Grouped =
    Sequential<In, Conv<4>, GroupNorm<2>, LeakyRelu, Conv<3, 3, 1>, InstanceNorm, Tanh, Dense<1>>;
using Spread =
    Sequential<In, Conv<4>, Tanh, MinibatchStddev<3>, Conv<3, 3, 1>, LeakyRelu, Dense<1>>;
using ByClass =
    Sequential<In, Conv<4>, ConditionalBatchNorm, LeakyRelu, Conv<3, 3, 1>, Tanh, Dense<1>>;
using Stochastic = Sequential<In, StochasticDeconv<3, 3>, Tanh, Conv<3>, LeakyRelu, Dense<1>>;
using Everything =
    Sequential<In, WeightNorm<Conv<4>>, PRelu,
               Residual<Conv<4, 3, 1>, LeakyRelu, WeightNorm<Conv<4, 3, 1>>>, BatchNorm, LeakyRelu,
               WeightNorm<StochasticDeconv<2, 3>>, Tanh, Projection>;

}  // namespace

TEST_CASE("penalties are exact through convolutions and leaky ReLU") { check<Leaky>("LeakyRelu"); }
TEST_CASE("penalties are exact through PRelu") { check<Learned>("PRelu"); }
TEST_CASE("penalties are exact through tanh and sigmoid") { check<Smooth>("Tanh"); }
TEST_CASE("penalties are exact through weight normalisation") { check<Normed>("WeightNorm"); }
TEST_CASE("penalties are exact through residual blocks") { check<Around>("Residual"); }
TEST_CASE("penalties are exact through projections on labels") { check<Labelled>("Projection"); }
TEST_CASE("penalties of the score alone are exact beside an auxiliary classifier") {
  check<Named>("AuxiliaryClassifier");
  Judged<Named> judged;
  const auto gradient = judged.gradient(R1{0.5f});
  for (const Parameter& p : judged.model.layout())
    if (p.per_class)
      for (std::size_t i = p.offset; i < p.offset + p.total(); ++i) CHECK(gradient[i] == 0);
}
TEST_CASE("penalties of the batch's sum are exact through batch normalisation") {
  check<Batched>("BatchNorm");
}
TEST_CASE("penalties are exact through spectral normalisation") { check<Spectral>("SpectralNorm"); }
TEST_CASE("penalties are exact through group and instance normalisation") {
  check<Grouped>("GroupNorm");
}
TEST_CASE("penalties of the batch's sum are exact through the deviation of a batch") {
  check<Spread>("MinibatchStddev");
}
TEST_CASE("penalties of the batch's sum are exact through conditional batch normalisation") {
  check<ByClass>("ConditionalBatchNorm");
}
TEST_CASE("penalties are exact through stochastic deconvolutions") {
  check<Stochastic>("Stochastic");
}
TEST_CASE("penalties are exact through all of them together") { check<Everything>("Everything"); }

TEST_CASE("norms are taken per image") {
  // D(x) = <w, x> has the gradient w at every image.
  Judged<Sequential<Shape<6>, Dense<1>>> linear(7);
  double norm = 0;
  for (int i = 0; i < 6; ++i) norm += std::pow(linear.model.values().data()[i], 2);
  norm = std::sqrt(norm);
  linear.forward();
  CHECK(linear.add_penalty(WganGp{10}) == Approx(10 * (norm - 1) * (norm - 1)).epsilon(1e-12));
  const auto gradient = linear.gradient(WganGp{10});
  for (std::size_t i = 0; i < 6; ++i)
    CHECK(gradient[i] ==
          Approx(20 * (norm - 1) * linear.model.values().data()[i] / norm).epsilon(1e-12));

  // A batch that has every image twice has the same mean penalty and the same gradient.
  Judged<Leaky> once(4), twice(8);
  std::copy_n(once.plain.x.data, once.plain.x.size(), twice.plain.x.data);
  std::copy_n(once.plain.x.data, once.plain.x.size(), twice.plain.x.data + once.plain.x.size());
  const auto check_twice = [&](auto penalty) {
    const auto a = once.gradient(penalty), b = twice.gradient(penalty);
    for (std::size_t i = 0; i < a.size(); ++i)
      REQUIRE(std::abs(a[i] - b[i]) < 1e-12 * (1 + std::abs(a[i])));
    once.forward(), twice.forward();
    CHECK(once.add_penalty(penalty) == Approx(twice.add_penalty(penalty)).epsilon(1e-12));
  };
  check_twice(WganGp{10});
  check_twice(R1{1});
}

TEST_CASE("the tangents of R1's outputs sum to twice the penalty") {
  Judged<Leaky> judged;
  judged.forward();
  const double value = judged.add_penalty(R1{0.5f});
  double sum = 0;
  for (int i = 0; i < judged.n; ++i) sum += judged.along.y.tangent.data[i];
  CHECK(sum == Approx(2 * value).epsilon(1e-12));
  for (int i = 0; i < judged.n; ++i) CHECK(judged.along.y.value.data[i] == judged.plain.y.data[i]);
}

TEST_CASE("WganGp where the gradient vanishes is finite") {
  Judged<Leaky> judged;
  std::fill_n(judged.model.values().data(), judged.model.size(), 0.0);
  judged.forward();
  CHECK(judged.add_penalty(WganGp{10}) == Approx(10));
  for (double g : judged.gradient(WganGp{10})) CHECK(g == 0);
  CHECK(WganGp{}.direction(0.0f) == 0);
  CHECK(std::isfinite(WganGp{}.direction(1e-12f)));
  CHECK(std::isfinite(WganGp{}.direction(1e-30f)));
}

TEST_CASE("a penalty's gradient is added and scaled by its weight, its value is not") {
  Judged<Smooth> judged;
  const auto once = judged.gradient(R1{0.5f});
  judged.forward();
  const double value = judged.add_penalty(R1{0.5f}, 16);
  const auto sum = judged.gradients();
  for (std::size_t i = 0; i < once.size(); ++i)
    REQUIRE(sum[i] == Approx(17 * once[i]).epsilon(1e-9).margin(1e-12));
  CHECK(value == Approx(mean_penalty(judged, R1{0.5f})));
}

TEST_CASE("a penalty's pass carries the loss along") {
  const auto check_with_loss = [](auto& judged) {
    const auto penalty = judged.gradient(WganGp{3});
    const auto dy = normals(std::size_t(judged.plain.dy.size()), 4);
    judged.model.zero_gradients(judged.ctx);
    judged.forward();
    std::copy(dy.begin(), dy.end(), judged.plain.dy.data);
    judged.plain.backward(judged.ctx, judged.model.layers(), Discard{},
                          judged.model.add_gradients());
    const auto loss = judged.gradients();
    judged.model.zero_gradients(judged.ctx);
    judged.forward();
    std::copy(dy.begin(), dy.end(), judged.plain.dy.data);
    const double value = judged.add_penalty(WganGp{3}, 1, WithLoss::yes);
    const auto both = judged.gradients();
    for (std::size_t i = 0; i < both.size(); ++i)
      REQUIRE(both[i] == Approx(loss[i] + penalty[i]).epsilon(1e-9).margin(1e-10));
    CHECK(value == Approx(mean_penalty(judged, WganGp{3})));
  };
  Judged<Leaky> leaky;
  check_with_loss(leaky);
  Judged<Everything> everything;
  check_with_loss(everything);
  Judged<Named> named;
  check_with_loss(named);
}

TEST_CASE("float agrees with double") {
  Judged<Normed, float> single;
  Judged<Normed, double> exact;
  const auto a = single.gradient(R1{1}), b = exact.gradient(R1{1});
  double most = 0;
  for (double g : b) most = std::max(most, std::abs(g));
  for (std::size_t i = 0; i < a.size(); ++i) REQUIRE(std::abs(a[i] - b[i]) < 1e-5 * most);
}
