// SPDX-License-Identifier: MIT
#include "augury/train/step.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <utility>
#include <vector>

#include "catch.hpp"
#include "train/central_differences.hpp"
#include "train/step_pairs.hpp"

using namespace step_pairs;

namespace {

/// The discriminator's loss on the fixed images and on images from fixed latents.
template <class G, class Loss>
double discriminator_loss(G& gan, Loss loss) {
  auto& ctx = gan.context();
  auto& g = gan.generator();
  auto& d = gan.discriminator();
  Activations<typename G::Generator::Layers, typename G::Latent, Plain<float>> making(ctx, batch);
  Activations<typename G::Discriminator::Layers, typename G::Sample, Plain<float>> real(ctx, batch),
      fake(ctx, batch);
  Conditions c;
  c.labels = images.labels.data();
  c.track = false;
  draw_normal(ctx, making.x, Draw{Key{77, Purpose::latent}});
  making.forward(ctx, g.layers(), g.parameters(), c);
  std::copy_n(making.y.data, making.y.size(), fake.x.data);
  std::copy(images.pixels.begin(), images.pixels.end(), real.x.data);
  real.forward(ctx, d.layers(), d.parameters(), c);
  fake.forward(ctx, d.layers(), d.parameters(), c);
  double sum = 0;
  for (int i = 0; i < batch; ++i)
    sum += loss.discriminator(double(real.y.data[i]), double(fake.y.data[i]));
  return sum / batch;
}

/// Five steps against a generator that rests.
template <class Loss, class... Penalties>
void check_objective(const char* name, Loss loss, Penalties... penalties) {
  INFO(name << " with " << sizeof...(Penalties) << " penalties");
  auto gan = young<Plain_>(1, 1);
  auto& values = gan.discriminator().values();
  if (const float bound = weight_clip(loss); bound > 0)
    for (std::size_t i = 0; i < values.size(); ++i)
      values.data()[i] = std::clamp(values.data()[i], -bound, bound);
  const auto generator = copy(gan.generator().values());
  Step step(gan, twelve, Objective(loss, penalties...), Adam{.learning_rate = 0}, quick);
  const double before = discriminator_loss(gan, loss);
  for (std::uint64_t s = 0; s < 5; ++s) {
    step.run(s, 1, images.next());
    const StepReport r = step.report();
    for (float x : {r.loss_d, r.loss_g, r.real, r.fake, r.penalty}) REQUIRE(std::isfinite(x));
    CHECK((r.penalty > 0) == (sizeof...(Penalties) > 0));
  }
  CHECK(discriminator_loss(gan, loss) < before);
  CHECK(finite(weights(gan)));
  CHECK(copy(gan.generator().values()) == generator);
}

template <class Loss>
void check_with_all_penalties(const char* name, Loss loss = {}) {
  check_objective(name, loss);
  check_objective(name, loss, R1{0.1f});
  check_objective(name, loss, R2{{0.1f}});
  check_objective(name, loss, WganGp{0.1f});
  check_objective(name, loss, R1{0.1f}, R2{{0.1f}});
}

}  // namespace

TEST_CASE("every loss learns with every penalty") {
  check_with_all_penalties<Minimax>("Minimax");
  check_with_all_penalties<NonSaturating>("NonSaturating");
  check_with_all_penalties<LeastSquares>("LeastSquares");
  check_with_all_penalties<Hinge>("Hinge");
  check_with_all_penalties<Wasserstein>("Wasserstein");
  check_with_all_penalties<RelativisticPairing>("RelativisticPairing");
  check_objective("Wasserstein without clipping", Wasserstein{0}, WganGp{1});
}

namespace {
/// The non-saturating loss as one that could look at real images too.
struct WithRealOnes : NonSaturating {
  template <class S>
  S generator(S, S fake) const {
    return NonSaturating::generator(fake);
  }
};
}  // namespace

TEST_CASE("a loss that leaves the real images out gives the bits of one that looks and ignores") {
  STATIC_REQUIRE_FALSE(compares_with_real<NonSaturating>);
  STATIC_REQUIRE(compares_with_real<WithRealOnes>);
  STATIC_REQUIRE(compares_with_real<RelativisticPairing>);
  const auto after = [](auto loss) {
    auto gan = young<Plain_>();
    Step step(gan, twelve, Objective(loss, R1{0.1f}), quick, quick);
    for (std::uint64_t s = 0; s < 5; ++s) step.run(s, 1, images.next());
    return std::pair{weights(gan), step.report().loss_g};
  };
  CHECK(after(NonSaturating{}) == after(WithRealOnes{}));
}

TEST_CASE("a generator learns against a discriminator that rests") {
  auto gan = young<Plain_>();
  Step step(gan, twelve, Objective(NonSaturating{}), quick, Adam{.learning_rate = 0});
  step.run(0, 1, images.next());
  const auto discriminator = copy(gan.discriminator().values());
  const float first = step.report().loss_g;
  for (std::uint64_t s = 1; s < 40; ++s) step.run(s, 1, images.next());
  CHECK(step.report().loss_g < first);
  CHECK(copy(gan.discriminator().values()) == discriminator);
}

TEST_CASE("the Wasserstein loss keeps the discriminator's parameters within its bound") {
  auto gan = young<Plain_>();
  Step step(gan, twelve, Objective(Wasserstein{}), quick, quick);
  const auto largest = [&] {
    float most = 0;
    for (float x : copy(gan.discriminator().values())) most = std::max(most, std::abs(x));
    return most;
  };
  CHECK(largest() > 0.1f);
  step.run(0, 1, images.next());
  CHECK(largest() == 0.01f);

  auto free = young<Plain_>();
  Step unbound(free, twelve, Objective(Wasserstein{0}, WganGp{10}), quick, quick);
  unbound.run(0, 1, images.next());
  float most = 0;
  for (float x : copy(free.discriminator().values())) most = std::max(most, std::abs(x));
  CHECK(most > 0.1f);
}

namespace {

/// The discriminator after one step of a number under an objective.
template <class Objective_>
std::vector<float> discriminator_after(std::uint64_t number, Objective_ objective, int every) {
  objective.every = every;
  auto gan = young<Plain_>();
  Step step(gan, twelve, objective, Sgd{.learning_rate = 0}, Sgd{.learning_rate = 0.01f});
  step.run(number, 1, images.next());
  return copy(gan.discriminator().values());
}

}  // namespace

TEST_CASE("lazy penalties are applied at each n-th step, n times as strong") {
  const RelativisticPairing loss;
  const auto close = [](const std::vector<float>& a, const std::vector<float>& b) {
    double most = 0;
    for (std::size_t i = 0; i < a.size(); ++i)
      most = std::max(most, std::abs(double(a[i]) - double(b[i])));
    return most < 1e-6;
  };
  for (std::uint64_t number : {0u, 4u, 8u})
    CHECK(discriminator_after(number, Objective(loss, R1{0.25f}), 4) ==
          discriminator_after(number, Objective(loss, R1{1.0f}), 1));
  for (std::uint64_t number : {1u, 2u, 3u, 5u})
    CHECK(discriminator_after(number, Objective(loss, R1{0.25f}), 4) ==
          discriminator_after(number, Objective(loss), 1));
  CHECK_FALSE(close(discriminator_after(4, Objective(loss, R1{0.25f}), 4),
                    discriminator_after(4, Objective(loss), 1)));
  // Penalties at different places add up.
  const auto none = discriminator_after(0, Objective(loss), 1),
             one = discriminator_after(0, Objective(loss, R1{1.0f}), 1),
             two = discriminator_after(0, Objective(loss, R2{{1.0f}}), 1);
  auto sum = one;
  for (std::size_t i = 0; i < sum.size(); ++i) sum[i] += two[i] - none[i];
  CHECK(close(discriminator_after(0, Objective(loss, R1{1.0f}, R2{{1.0f}}), 1), sum));
  // A penalty twice is one of twice the strength.
  CHECK(close(discriminator_after(0, Objective(loss, R1{0.5f}, R1{0.5f}), 1), one));
}

TEST_CASE("clipping leaves running statistics alone") {
  auto gan = young<Pair>();
  Step step(gan, twelve, Objective(Wasserstein{}), quick, quick);
  step.run(0, 1, images.next());
  const auto after = copy(gan.discriminator().values());
  for (const Parameter& p : gan.discriminator().layout())
    if (p.name.ends_with("running_var")) CHECK(after[p.offset] > 0.5f);
}

TEST_CASE("the generator's gradient through the discriminator agrees with central differences") {
  using GLayers = Generator::Layers;
  using DLayers = Discriminator::Layers;
  constexpr int n = 5;
  Context<Cpu> ctx(1);
  Model<Generator, double> g(ctx, 3);
  Model<Discriminator, double> d(ctx, 3);
  const auto fill = [](auto& model, std::uint32_t stream) {
    const Key key = Key{9, Purpose::init}.child(stream);
    const auto values = initial_values<double>(model.layout(), model.size(), key);
    std::copy(values.begin(), values.end(), model.values().data());
  };
  fill(g, 0), fill(d, 1);
  Activations<GLayers, Generator::Input, Plain<double>> making(ctx, n);
  Activations<DLayers, Generator::Output, Plain<double>> on_real(ctx, n), on_fake(ctx, n);
  on_fake.x = making.y;
  making.dy = on_fake.dx;
  std::copy_n(images.pixels.begin(), n * 64, on_real.x.data);
  draw_normal(ctx, making.x, Draw{Key{9, Purpose::latent}});
  Conditions c;
  c.key = Key{9, Purpose::layer};
  c.labels = images.labels.data();
  c.track = false;
  const op::GeneratorLoss<RelativisticPairing> half{};
  const auto loss = [&] {
    making.forward(ctx, g.layers(), g.parameters(), c);
    on_real.forward(ctx, d.layers(), d.parameters(), c);
    on_fake.forward(ctx, d.layers(), d.parameters(), c);
    double sum = 0;
    for (int i = 0; i < n; ++i) sum += half(on_real.y.data[i], on_fake.y.data[i]);
    return sum / 4;
  };
  loss();
  map(ctx, set, op::ByFake{half, 0.25f}, on_fake.dy, on_real.y, on_fake.y);
  on_fake.backward(ctx, d.layers(), on_fake.dx, d.no_gradients());
  g.zero_gradients(ctx);
  making.backward(ctx, g.layers(), Discard{}, g.add_gradients());

  const double worst = worst_error(g, g.gradients(), loss);
  std::printf("generator through discriminator: worst relative error %.1e\n", worst);
  CHECK(worst < 1e-6);
  for (std::size_t i = 0; i < d.size(); ++i) REQUIRE(d.gradients().data()[i] == 0);
}
