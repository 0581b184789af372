// SPDX-License-Identifier: MIT
// A step under a loss with gradient penalties, LeCam and AuxiliaryLoss: its gradients against
// central differences, in double, of the whole losses, which are written here by their formulas.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <vector>

#include "augury/train/step.hpp"
#include "catch.hpp"
#include "train/central_differences.hpp"
#include "train/small_gan.hpp"
#include "train/step_pairs.hpp"

using namespace step_pairs;

namespace {

const R1 r1{0.3f};
const R2 r2{{0.2f}};
const LeCam lecam{.lambda = 0.3f, .decay = 0.75f};
const AuxiliaryLoss auxiliary{0.7f};

/// The networks of a Gan in double, and the losses of step number `step` on the fixed images.
struct Exact {
  using DLayers = Named::Discriminator::Layers;
  using GLayers = Named::Generator::Layers;
  Context<Cpu> ctx{1};
  Model<Named::Generator, double> g{ctx, 3};
  Model<Named::Discriminator, double> d{ctx, 3};
  Activations<GLayers, Named::Latent, Plain<double>> making{ctx, batch};
  Activations<DLayers, Named::Sample, Plain<double>> on_real{ctx, batch}, on_fake{ctx, batch};
  double real_average = 0, fake_average = 0;

  Exact(Named& gan, std::uint32_t step) {
    std::copy_n(gan.generator().values().data(), g.size(), g.values().data());
    std::copy_n(gan.discriminator().values().data(), d.size(), d.values().data());
    std::copy(images.pixels.begin(), images.pixels.end(), on_real.x.data);
    on_fake.x = making.y;
    draw_normal(ctx, making.x, Draw{Key{gan.options.seed, Purpose::latent, step}});
    judge();
    for (int i = 0; i < batch; ++i)
      real_average += score(on_real, i) / batch, fake_average += score(on_fake, i) / batch;
  }
  void judge() {
    Conditions c;
    c.labels = images.labels.data();
    making.forward(ctx, g.layers(), g.parameters(), c);
    on_real.forward(ctx, d.layers(), d.parameters(), c);
    on_fake.forward(ctx, d.layers(), d.parameters(), c);
  }
  template <class Pass>
  static double score(const Pass& pass, int i) {
    return pass.y.data[2 * i];
  }
  template <class Pass>
  static double surprise(const Pass& pass, int i) {
    return -double{auxiliary.weight} * pass.y.data[2 * i + 1];
  }
  /// gamma / 2 * mean |d score / dx|^2
  template <class Pass>
  double penalty(Pass& pass, float gamma) {
    for (int i = 0; i < 2 * batch; ++i) pass.dy.data[i] = i % 2 == 0;
    pass.backward(ctx, d.layers(), pass.dx, d.no_gradients());
    double sum = 0;
    for (int i = 0; i < pass.dx.size(); ++i) sum += pass.dx.data[i] * pass.dx.data[i];
    return double{gamma} / 2 * sum / batch;
  }
  template <class Loss>
  double loss_d(Loss loss) {
    judge();
    double sum = 0;
    for (int i = 0; i < batch; ++i) {
      const double real = score(on_real, i), fake = score(on_fake, i);
      sum += loss.discriminator(real, fake);
      sum += double{lecam.lambda} *
             (std::pow(real - fake_average, 2) + std::pow(fake - real_average, 2));
      sum += surprise(on_real, i) + surprise(on_fake, i);
    }
    return sum / batch;
  }
  template <class Loss>
  double loss_g(Loss loss) {
    judge();
    double sum = 0;
    const op::GeneratorLoss<Loss> half{loss};
    for (int i = 0; i < batch; ++i)
      sum += half(score(on_real, i), score(on_fake, i)) + surprise(on_fake, i);
    return sum / batch;
  }
};

/// After two steps of networks that rest: the averages of LeCam then are those of two batches.
template <class Loss>
void check(const char* name, Loss loss) {
  INFO(name);
  auto gan = young<Named>(1, 1);
  auto& d = gan.discriminator();
  for (std::size_t i = 0; i < d.size(); ++i)  // so that no bias begins with 0
    d.values().data()[i] += 0.1f * normal<float>(Key{8, Purpose::user}, i);
  const Sgd rests{.learning_rate = 0};
  Step step(gan, twelve, Objective(loss, r1, lecam, r2, auxiliary), rests, rests);
  for (std::uint64_t s = 0; s < 2; ++s) step.run(s, 1, images.next());
  const Exact first(gan, 0);
  Exact exact(gan, 1);
  const double decay = double{lecam.decay}, weight = 1 + decay;
  exact.real_average = (decay * first.real_average + exact.real_average) / weight;
  exact.fake_average = (decay * first.fake_average + exact.fake_average) / weight;

  const StepReport report = step.report();
  CHECK(report.loss_d == Approx(exact.loss_d(loss)).epsilon(1e-5));
  CHECK(report.loss_g == Approx(exact.loss_g(loss)).epsilon(1e-5));
  const double by_discriminator = worst_error(exact.d, d.gradients(), [&] {
    const double sum = exact.loss_d(loss);
    return sum + exact.penalty(exact.on_real, r1.gamma) + exact.penalty(exact.on_fake, r2.gamma);
  });
  const double by_generator =
      worst_error(exact.g, gan.generator().gradients(), [&] { return exact.loss_g(loss); });
  std::printf("all terms %-22s discriminator %.1e  generator %.1e\n", name, by_discriminator,
              by_generator);
  CHECK(by_discriminator < 1e-5);
  CHECK(by_generator < 1e-5);
}

}  // namespace

TEST_CASE("a step's gradients are those of the whole losses") {
  check("non-saturating", NonSaturating{});
  check("relativistic pairing", RelativisticPairing{});
}

TEST_CASE("a LeCam of lambda 0 changes no bit, and one of another does") {
  const auto after = [](auto... terms) {
    auto gan = young<Plain_>();
    Step step(gan, twelve, Objective(NonSaturating{}, R1{0.1f}, terms...), quick, quick);
    for (std::uint64_t s = 0; s < 5; ++s) step.run(s, 1, images.next());
    return weights(gan);
  };
  CHECK(after() == after(LeCam{.lambda = 0}));
  CHECK(after() != after(LeCam{}));
}

TEST_CASE("an AuxiliaryLoss alone moves what the score does not: the classes' weights") {
  auto gan = young<Named>();
  Step step(gan, twelve, Objective(NonSaturating{}, AuxiliaryLoss{0}), quick, quick);
  const auto before = copy(gan.discriminator().values());
  step.run(0, 1, images.next());
  const auto idle = copy(gan.discriminator().values());
  Step learning(gan, twelve, Objective(NonSaturating{}, AuxiliaryLoss{1}), quick, quick);
  learning.run(1, 1, images.next());
  for (const Parameter& p : gan.discriminator().layout())
    for (std::size_t i = p.offset; p.per_class && i < p.offset + p.total(); ++i) {
      CHECK(idle[i] == before[i]);
      CHECK(gan.discriminator().values().data()[i] != idle[i]);
    }
}

namespace {

using Classifying =
    Gan<small::Generator,
        Sequential<small::Generator::Output, Conv<4>, LeakyRelu, AuxiliaryClassifier>>;

/// The share of images whose most likely class is their label.
double accuracy(Classifying& gan, const std::vector<float>& pixels,
                const std::vector<std::int32_t>& labels) {
  const int n = static_cast<int>(labels.size());
  auto& ctx = gan.context();
  auto& d = gan.discriminator();
  Activations<Classifying::Discriminator::Layers, small::Generator::Output, Plain<float>> pass(ctx,
                                                                                               n);
  std::copy(pixels.begin(), pixels.end(), pass.x.data);
  std::vector<std::vector<float>> log_p;
  for (std::int32_t k = 0; k < 3; ++k) {
    const std::vector<std::int32_t> same(labels.size(), k);
    Conditions c;
    c.labels = same.data();
    pass.forward(ctx, d.layers(), d.parameters(), c);
    log_p.emplace_back();
    for (int i = 0; i < n; ++i) log_p.back().push_back(pass.y.data[2 * i + 1]);
  }
  int right = 0;
  for (int i = 0; i < n; ++i) {
    const auto at = static_cast<std::size_t>(i);
    const auto of_label = log_p[static_cast<std::size_t>(labels[at])][at];
    right += log_p[0][at] <= of_label && log_p[1][at] <= of_label && log_p[2][at] <= of_label;
  }
  return double(right) / n;
}

}  // namespace

TEST_CASE("a discriminator learns to name classes, and the generator to draw those it is told") {
  const small::Data data = small::data(60);
  Classifying gan{{.seed = 3}};
  gan.prepare({"a", "b", "c"});
  auto objective = default_objective<small::Generator::Output, Classifying::Discriminator>(12);
  STATIC_REQUIRE(std::tuple_size_v<decltype(objective.penalties)> == 3);
  const Adam rule{.learning_rate = 2e-3f};
  Step step(gan, {.batch = 12, .ema_half_life = 100}, objective, rule, rule);
  std::vector<std::int32_t> labels;
  std::vector<float> pixels;
  for (std::size_t i = 0; i < 60; ++i) {
    labels.push_back(data.label(i));
    pixels.insert(pixels.end(), data.pixels(i).begin(), data.pixels(i).end());
  }
  const double before = accuracy(gan, pixels, labels);
  CHECK(before < 0.7);
  for (std::uint64_t s = 0; s < 200; ++s, ++gan.steps) {
    const std::size_t at = 12 * (s % 5);
    step.run(s, 1, [&](int) {
      return HostBatch{std::span(pixels).subspan(64 * at, 12 * 64),
                       std::span(labels).subspan(at, 12)};
    });
  }
  CHECK(accuracy(gan, pixels, labels) > 0.95);
  Sampler<Classifying> sampler(gan, 60);
  const auto made = sampler.make(1, 0, labels);
  const double drawn = accuracy(gan, {made.begin(), made.end()}, labels);
  std::printf("classes named: %.2f, then %.2f; drawn as told: %.2f\n", before,
              accuracy(gan, pixels, labels), drawn);
  CHECK(drawn > 0.8);
}
