// SPDX-License-Identifier: MIT
// What all augmentations have in common, and what becomes of them in a network.
#include "augury/augment/augment.hpp"

#include <cstring>
#include <limits>

#include "augment/augmented.hpp"
#include "augury/objective/penalty.hpp"
using namespace augmented;

namespace {

using In = Shape<6, 9, 3>;

/// f.template operator()<L>() for each augmentation, and for three of them in a row.
template <class F>
void for_each_augmentation(F f) {
  f.template operator()<Flip>("Flip");
  f.template operator()<Translation>("Translation");
  f.template operator()<Cutout>("Cutout");
  f.template operator()<Colour>("Colour");
  f.template operator()<DiffAugment>("DiffAugment");
}

/// Numbers with both zeros among them.
std::vector<double> some(int n, std::uint32_t stream = 1) {
  auto x = laws::numbers(static_cast<std::size_t>(n) * In::size, stream);
  for (std::size_t i = 0; i < x.size(); i += 7) x[i] = i % 2 == 0 ? 0.0 : -0.0;
  return x;
}
bool same_bits(const std::vector<double>& a, const std::vector<double>& b) {
  return a.size() == b.size() && std::memcmp(a.data(), b.data(), a.size() * sizeof a[0]) == 0;
}

}  // namespace

TEST_CASE("augmentations give the same bits with 1, 2 and 3 threads, whatever is split") {
  using Large = Shape<41, 70, 3>;  // an image is a task
  for_each_augmentation([]<class L>(const char* name) {
    INFO(name);
    laws::Report report;
    laws::check_threads_and_float<L, Large>(L{}, true, 1, report);
    CHECK(report.threads);
    CHECK(report.single < 1e-4);
  });
}

TEST_CASE("an augmentation of no strength changes no bit, of images and of gradients") {
  const auto x = some(20), dy = some(20, 2);
  for_each_augmentation([&]<class L>(const char* name) {
    INFO(name);
    Pass<L, In> none(20, L{}, 0), full(20);
    CHECK(same_bits(none.forward(x), x));
    CHECK(same_bits(none.backward(dy), dy));
    CHECK(full.forward(x) != x);
    CHECK(full.backward(dy) != dy);
  });
  Pass<Translation, In> translation(20, Translation{{.strength = 0}});
  CHECK(same_bits(translation.forward(x), x));
}

TEST_CASE("augmentations are the identity in evaluation") {
  const auto x = some(20), dy = some(20, 2);
  for_each_augmentation([&]<class L>(const char* name) {
    INFO(name);
    Pass<L, In> layer(20);
    layer.conditions.training = false;
    CHECK(same_bits(layer.forward(x), x));
    CHECK(same_bits(layer.backward(dy), dy));
  });
}

TEST_CASE("what is drawn belongs to the key and to the number of an image, not to its batch") {
  const auto x = some(20);
  for_each_augmentation([&]<class L>(const char* name) {
    INFO(name);
    Pass<L, In> batch(20), alone(1);
    const auto y = batch.forward(x);
    for (int i = 0; i < 20; ++i) {
      alone.conditions.first = i;
      REQUIRE(same_bits(alone.forward(image<In>(x, i)), image<In>(y, i)));
    }
    CHECK(same_bits(batch.forward(x), y));
    ++batch.conditions.key.step;
    CHECK(batch.forward(x) != y);
  });
}

TEST_CASE("augmentations in a row draw by themselves") {
  using Line = Shape<1, 33, 1>;
  constexpr int n = 500;
  const auto odd_moves = [](auto layer) {
    Pass<decltype(layer), Line> two(n, layer);
    std::vector<double> x(std::size_t(n) * 33, 0.0);
    for (std::size_t i = 0; i < n; ++i) x[33 * i + 16] = 1;
    const auto y = two.forward(x);
    int odd = 0;
    for (std::size_t i = 0; i < n; ++i)
      for (std::size_t j = 0; j < 33; ++j) odd += y[33 * i + j] == 1 && j % 2 != 0;
    return odd;
  };
  // Moves of -4 .. 4: two equal ones are even, two independent ones odd 40 times in 81.
  CHECK(std::abs(odd_moves(Augment<Translation, Translation>{}) - 247) < 45);
  CHECK(std::abs(odd_moves(Sequential<Translation, Translation>{}) - 247) < 45);
}

TEST_CASE("numbers that are no shares are refused with a sentence") {
  const auto message = [](auto layer) {
    Pass<decltype(layer), In> pass(1, layer);
    try {
      pass.forward(some(1));
    } catch (const UsageError& error) {
      return std::string(error.what());
    }
    return std::string();
  };
  CHECK(message(Translation{{.ratio = 1.5f}}) ==
        "Translation: ratio is 1.500000, but it is a share; give a number from 0 to 1");
  CHECK(message(Flip{{.strength = -1}}).starts_with("Flip: strength is -1"));
  CHECK(message(Cutout{{.strength = 2}}).starts_with("Cutout: strength is 2"));
  CHECK(message(Cutout{{.ratio = 2}}).starts_with("Cutout: ratio is 2"));
  CHECK(message(Colour{{.contrast = 2}}).starts_with("Colour: contrast is 2"));
  CHECK(message(Colour{{.strength = std::numeric_limits<float>::quiet_NaN()}}) != "");
  CHECK(message(Colour{}) == "");
}

TEST_CASE("R1 is exact through augmentations: the gradient by the images before them") {
  using Judge = Sequential<Shape<8, 6, 3>, Augment<Flip, Colour, Translation, Cutout>, Conv<4>,
                           Tanh, Dense<1>>;
  using Layers = Judge::Layers;
  constexpr int n = 4;
  Context<Cpu> ctx{1};
  Model<Judge, double> model{ctx, 0};
  const auto values = initial_values<double>(model.layout(), model.size(), Key{3, Purpose::init});
  std::copy(values.begin(), values.end(), model.values().data());
  Activations<Layers, Judge::Input, Plain<double>> plain{ctx, n};
  Activations<Layers, Judge::Input, Tangent<double>> along{ctx, n};
  const auto x = laws::numbers(std::size_t(plain.x.size()), 2);
  std::copy(x.begin(), x.end(), plain.x.data);
  Conditions conditions;
  conditions.key = Key{5, Purpose::layer, 2};
  std::vector<double> norms(n);
  const R1 r1{2};

  const auto value = [&] {  // the mean of |dD/dx|^2, from plain passes alone
    plain.forward(ctx, model.layers(), model.parameters(), conditions);
    std::fill_n(plain.dy.data, n, 1.0);
    plain.backward(ctx, model.layers(), plain.dx, model.no_gradients());
    double sum = 0;
    for (int i = 0; i < plain.dx.size(); ++i) sum += plain.dx.data[i] * plain.dx.data[i];
    return sum / n;
  };
  model.zero_gradients(ctx);
  plain.forward(ctx, model.layers(), model.parameters(), conditions);
  double penalty = 0;
  add_gradient_penalty(ctx, model, plain, along, View<Shape<1>, double>{norms.data(), n},
                       View<Shape<1>, double>{&penalty, 1}, conditions, r1, 1, WithLoss::no);
  const std::vector<double> exact(model.gradients().data(),
                                  model.gradients().data() + model.size());
  CHECK(penalty == Approx(value()).epsilon(1e-10));
  const double h = 1e-5, scale = laws::largest(exact);
  double worst = 0;
  for (const Parameter& p : model.layout())
    for (std::size_t i = p.offset; p.trained && i < p.offset + p.total(); ++i) {
      double& weight = model.values().data()[i];
      const double old = weight;
      weight = old + h;
      const double up = value();
      weight = old - h;
      const double difference = (up - value()) / (2 * h);
      weight = old;
      worst = std::max(worst, laws::relative(difference, exact[i], scale));
    }
  CHECK(scale > 1e-3);
  CHECK(worst < 1e-6);
}
