// SPDX-License-Identifier: MIT
#include "augury/train/step.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <vector>

#include "augury/augury.hpp"
#include "catch.hpp"
#include "train/count_allocations.hpp"

using namespace augury;

namespace {

using Generator =
    Sequential<Shape<6>, JoinLabel<3>, Dense<2 * 2 * 8>, Reshape<2, 2, 8>, BatchNorm, PRelu,
               StochasticDeconv<3, 6>, LeakyRelu, StochasticDeconv<16, 1>, Tanh>;
using Discriminator =
    Sequential<Shape<8, 8, 1>, Conv<6>, LeakyRelu, Conv<8>, BatchNorm, LeakyRelu, Projection>;
using Pair = Gan<Generator, Discriminator>;

// Without labels, and without batch statistics, for losses on a fixed batch.
using Plain_ = Gan<Sequential<Shape<6>, Dense<2 * 2 * 8>, Reshape<2, 2, 8>, LeakyRelu, Deconv<6>,
                              LeakyRelu, Deconv<1>, Tanh>,
                   Sequential<Shape<8, 8, 1>, Conv<6>, LeakyRelu, Conv<8>, LeakyRelu, Dense<1>>>;

constexpr int batch = 12;

/// Images that lie apart from anything a young generator makes.
struct Images {
  std::vector<float> pixels = std::vector<float>(batch * 64);
  std::vector<std::int32_t> labels = std::vector<std::int32_t>(batch);
  explicit Images(std::uint32_t stream = 0) {
    const Key key = Key{17, Purpose::user}.child(stream);
    for (std::size_t i = 0; i < pixels.size(); ++i)
      pixels[i] = 0.5f + 0.5f * uniform<float>(key, i) - 0.6f * float(i % 8 == 3);
    for (std::size_t i = 0; i < labels.size(); ++i) labels[i] = std::int32_t(i % 3);
  }
  auto next() const {
    return [this](int) { return HostBatch{pixels, labels}; };
  }
};
const Images images;

template <class B>
std::vector<float> copy(const B& buffer) {
  return {buffer.data(), buffer.data() + buffer.size()};
}

/// All weights of a Gan, one after the other.
template <class G>
std::vector<float> weights(G& gan) {
  auto all = copy(gan.generator().values());
  for (const auto& more : {copy(gan.discriminator().values()), copy(gan.average())})
    all.insert(all.end(), more.begin(), more.end());
  return all;
}
bool finite(const std::vector<float>& all) {
  return std::all_of(all.begin(), all.end(), [](float x) { return std::isfinite(x); });
}

template <class G>
G young(std::uint64_t seed = 1, int threads = 2) {
  G gan{{.seed = seed, .threads = threads}};
  gan.prepare({"a", "b", "c"});
  return gan;
}

const Adam quick{.learning_rate = 5e-3f};
const StepOptions twelve{.batch = batch};

/// Everything at once: all penalties, two discriminator steps.
auto full_objective() {
  return Objective(RelativisticPairing{}, R1{0.1f}, R2{{0.1f}}, WganGp{0.5f});
}
std::vector<float> after_20_steps(std::uint64_t seed, int threads) {
  auto gan = young<Pair>(seed, threads);
  StepOptions options = twelve;
  options.discriminator_steps = 2;
  Step step(gan, options, full_objective(), quick, quick);
  for (std::uint64_t s = 0; s < 20; ++s) step.run(s, 1, images.next());
  return weights(gan);
}

}  // namespace

TEST_CASE("equal seeds give equal bits and others do not") {
  const auto once = after_20_steps(1, 2);
  CHECK(finite(once));
  CHECK(after_20_steps(1, 2) == once);
  CHECK(after_20_steps(2, 2) != once);
}

TEST_CASE("1, 2 and 3 threads give equal bits after 20 steps") {
  const auto one = after_20_steps(1, 1);
  CHECK(after_20_steps(1, 2) == one);
  CHECK(after_20_steps(1, 3) == one);
}

TEST_CASE("a step allocates nothing") {
  {
    // The counter counts; calls as these are not optimised away.
    const long before = allocations;
    ::operator delete(::operator new(10));
    CHECK(allocations > before);
    const long between = allocations;
    void* volatile block = std::malloc(10);
    std::free(block);
#ifndef AUGURY_TEST_SANITIZED
    CHECK(allocations > between);
#endif
    const long last = allocations;
    constexpr std::align_val_t line{64};
    ::operator delete(::operator new(10, line), line);
    CHECK(allocations > last);
    static_cast<void>(between);
  }
  for (int threads : {1, 2, 3}) {
    auto gan = young<Pair>(1, threads);
    StepOptions options = twelve;
    options.discriminator_steps = 2;
    Step step(gan, options, full_objective(), quick, quick);
    const auto next = images.next();
    const long before = allocations;
    for (std::uint64_t s = 0; s < 5; ++s) step.run(s, 1, next);
    const StepReport report = step.report();
    const long after = allocations;
    CHECK(after == before);
    CHECK(std::isfinite(report.loss_d));
  }
}

TEST_CASE("a new step leaves weights, average and optimizers as they were") {
  auto gan = young<Pair>();
  for (auto* buffer : {&gan.average(), &gan.generator().values(), &gan.discriminator().values()})
    for (std::size_t i = 0; i < buffer->size(); ++i)
      buffer->data()[i] += 0.01f * float(i % 7);  // running statistics and average like no other
  const auto before = weights(gan);
  Step step(gan, twelve, full_objective(), quick, quick);
  CHECK(weights(gan) == before);
  const auto untouched = [](auto& optimizer) {
    for (auto* moments : {&optimizer.first_moments(), &optimizer.second_moments()})
      for (float m : copy(*moments)) REQUIRE(m == 0);
    for (const auto& segment : optimizer.segments()) REQUIRE(segment.steps == 0);
  };
  untouched(step.g_optimizer);
  untouched(step.d_optimizer);
}

TEST_CASE("a step taken up again goes on as if it had never stopped") {
  auto gan = young<Pair>();
  Step whole(gan, twelve, full_objective(), quick, quick);
  for (std::uint64_t s = 0; s < 6; ++s) whole.run(s, 1, images.next());

  auto other = young<Pair>();
  Step first(other, twelve, full_objective(), quick, quick);
  for (std::uint64_t s = 0; s < 3; ++s) first.run(s, 1, images.next());
  Step second(other, twelve, full_objective(), quick, quick);
  const auto hand_over = [](auto& from, auto& to) {
    std::copy_n(from.first_moments().data(), from.first_moments().size(),
                to.first_moments().data());
    std::copy_n(from.second_moments().data(), from.second_moments().size(),
                to.second_moments().data());
    to.segments() = from.segments();
  };
  hand_over(first.g_optimizer, second.g_optimizer);
  hand_over(first.d_optimizer, second.d_optimizer);
  for (std::uint64_t s = 3; s < 6; ++s) second.run(s, 1, images.next());
  CHECK(weights(other) == weights(gan));
}

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

TEST_CASE("the discriminator may take several steps for each of the generator") {
  auto gan = young<Pair>();
  StepOptions options = twelve;
  options.discriminator_steps = 3;
  Step step(gan, options, Objective(NonSaturating{}), quick, quick);
  const Images other[3] = {Images(0), Images(1), Images(2)};
  std::vector<int> asked;
  for (std::uint64_t s = 0; s < 4; ++s)
    step.run(s, 1, [&](int k) {
      asked.push_back(k);
      return HostBatch{other[k].pixels, other[k].labels};
    });
  CHECK(asked == std::vector<int>{0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2});
  CHECK(step.d_optimizer.segments()[0].steps == 12);
  CHECK(step.g_optimizer.segments()[0].steps == 4);
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

TEST_CASE("a pair without labels trains on images without labels") {
  CHECK_FALSE(Plain_::conditional());
  CHECK(Pair::conditional());
  auto gan = young<Plain_>();
  Step step(gan, twelve, Objective(NonSaturating{}), quick, quick);
  for (std::uint64_t s = 0; s < 3; ++s)
    step.run(s, 1, [&](int) { return HostBatch{images.pixels, {}}; });
  CHECK(finite(weights(gan)));
}

TEST_CASE("labels reach both networks") {
  const auto after = [](std::int32_t label) {
    auto gan = young<Pair>();
    Step step(gan, twelve, Objective(NonSaturating{}), quick, quick);
    const std::vector<std::int32_t> labels(batch, label);
    step.run(0, 1, [&](int) { return HostBatch{images.pixels, labels}; });
    return std::pair{copy(gan.generator().values()), copy(gan.discriminator().values())};
  };
  const auto one = after(0), other = after(2);
  CHECK(one.first != other.first);
  CHECK(one.second != other.second);
}

TEST_CASE("lazy: a step leaves the banks that no image used as they were") {
  auto gan = young<Pair>();
  Step step(gan, twelve, Objective(NonSaturating{}), quick, quick);
  const auto before = copy(gan.generator().values());
  step.run(0, 1, images.next());
  const auto after = copy(gan.generator().values());
  const Parameter* p = nullptr;
  for (const Parameter& each : gan.generator().layout())
    if (each.banked && each.copies == 16) p = &each;
  REQUIRE(p);
  int idle = 0;  // 12 images, shuffled through 16 banks: exactly four idle ones
  for (std::size_t b = 0; b < 16; ++b) {
    const auto begin = std::ptrdiff_t(p->offset + b * p->size), size = std::ptrdiff_t(p->size);
    idle +=
        std::equal(before.begin() + begin, before.begin() + begin + size, after.begin() + begin);
  }
  CHECK(idle == 4);
}

TEST_CASE("banks of a discriminator learn from all of its passes") {
  using Judged =
      Gan<Plain_::Generator,
          Sequential<Shape<8, 8, 1>, Conv<4>, StochasticDeconv<2, 3>, LeakyRelu, Dense<1>>>;
  auto gan = young<Judged>();
  Step step(gan, twelve, Objective(NonSaturating{}), quick, quick);
  const auto before = copy(gan.discriminator().values());
  step.run(0, 1, images.next());
  const auto after = copy(gan.discriminator().values());
  for (const Parameter& p : gan.discriminator().layout())
    for (std::size_t i = p.offset; i < p.offset + p.total(); ++i) CHECK(before[i] != after[i]);
}

TEST_CASE("clipping leaves running statistics alone") {
  auto gan = young<Pair>();
  Step step(gan, twelve, Objective(Wasserstein{}), quick, quick);
  step.run(0, 1, images.next());
  const auto after = copy(gan.discriminator().values());
  for (const Parameter& p : gan.discriminator().layout())
    if (p.name.ends_with("running_var")) CHECK(after[p.offset] > 0.5f);
}

TEST_CASE("the report is the mean over the batch") {
  auto gan = young<Plain_>(1, 1);
  Step step(gan, twelve, Objective(NonSaturating{}), Adam{.learning_rate = 0},
            Adam{.learning_rate = 0});
  step.run(0, 1, images.next());
  const StepReport r = step.report();
  auto& d = gan.discriminator();
  Activations<Plain_::Discriminator::Layers, Plain_::Sample, Plain<float>> real(gan.context(),
                                                                                batch);
  std::copy(images.pixels.begin(), images.pixels.end(), real.x.data);
  real.forward(gan.context(), d.layers(), d.parameters(), {});
  double mean = 0;
  for (int i = 0; i < batch; ++i) mean += real.y.data[i] / batch;
  CHECK(r.real == Approx(mean).epsilon(1e-4));
  CHECK(r.loss_d > 0);
  CHECK(r.penalty == 0);
}

TEST_CASE("the average follows the generator") {
  auto gan = young<Plain_>();
  StepOptions options = twelve;
  options.ema_half_life = 0;
  Step step(gan, options, Objective(NonSaturating{}), quick, quick);
  step.run(0, 1, images.next());
  CHECK(copy(gan.average()) == copy(gan.generator().values()));
  const auto first = copy(gan.average());
  options.ema_half_life = 1e9;
  Step slow(gan, options, Objective(NonSaturating{}), quick, quick);
  slow.run(100'000, 1, images.next());
  const auto now = copy(gan.generator().values()), average = copy(gan.average());
  const double keep = double{ema_decay(batch, 1e9, 100'001.0 * batch)};
  for (std::size_t i = 0; i < now.size(); ++i)
    REQUIRE(average[i] == Approx(now[i] + (first[i] - now[i]) * keep).margin(1e-6));
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

  const double* exact = g.gradients().data();
  double most = 0, worst = 0;
  for (std::size_t i = 0; i < g.size(); ++i) most = std::max(most, std::abs(exact[i]));
  const double h = 1e-7;
  for (const Parameter& p : g.layout()) {
    if (!p.trained) continue;
    for (std::size_t i = p.offset; i < p.offset + p.total(); ++i) {
      double& w = g.values().data()[i];
      const double old = w;
      w = old + h;
      const double up = loss();
      w = old - h;
      const double down = loss();
      w = old;
      worst = std::max(worst, std::abs((up - down) / (2 * h) - exact[i]) / most);
    }
  }
  std::printf("generator through discriminator: worst relative error %.1e\n", worst);
  REQUIRE(most > 1e-3);
  CHECK(worst < 1e-6);
  for (std::size_t i = 0; i < d.size(); ++i) REQUIRE(d.gradients().data()[i] == 0);
}
