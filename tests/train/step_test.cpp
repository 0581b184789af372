// SPDX-License-Identifier: MIT
#include "augury/train/step.hpp"

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include "augury/augury.hpp"
#include "catch.hpp"
#include "train/count_allocations.hpp"
#include "train/step_pairs.hpp"

using namespace step_pairs;

namespace {

/// Everything at once: all penalties, two discriminator steps.
auto full_objective() {
  return Objective(RelativisticPairing{}, R1{0.1f}, R2{{0.1f}}, WganGp{0.5f}, LeCam{});
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
  auto named = young<Named>();
  Step step(named, twelve, Objective(NonSaturating{}, R1{}, AuxiliaryLoss{}), quick, quick);
  const auto next = images.next();
  const long before = allocations;
  for (std::uint64_t s = 0; s < 5; ++s) step.run(s, 1, next);
  CHECK(allocations == before);
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
    for (const float steps : copy(optimizer.step_counts())) REQUIRE(steps == 0);
  };
  untouched(step.g_optimizer);
  untouched(step.d_optimizer);
  CHECK(copy(step.lecam_sums) == std::vector<float>(score_sums));
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
    std::copy_n(from.step_counts().data(), from.step_counts().size(), to.step_counts().data());
  };
  hand_over(first.g_optimizer, second.g_optimizer);
  hand_over(first.d_optimizer, second.d_optimizer);
  std::copy_n(first.lecam_sums.data(), score_sums, second.lecam_sums.data());
  for (std::uint64_t s = 3; s < 6; ++s) second.run(s, 1, images.next());
  CHECK(weights(other) == weights(gan));
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
  CHECK(step.d_optimizer.step_counts().data()[0] == 12);
  CHECK(step.g_optimizer.step_counts().data()[0] == 4);
}

TEST_CASE("a batch of another size, or with a label of no class, is refused") {
  auto gan = young<Pair>(1);
  Step step(gan, twelve, full_objective(), quick, quick);
  const auto before = weights(gan);
  const HostBatch good = images.next()(0);
  std::vector<std::int32_t> labels(good.labels.begin(), good.labels.end());
  const auto refused = [&](HostBatch batch) {
    try {
      step.run(0, 1, [&](int) { return batch; });
    } catch (const UsageError& error) {
      CHECK(weights(gan) == before);
      return std::string(error.what());
    }
    return std::string();
  };
  const auto says = [](const std::string& text, const std::string& what) {
    return text.find(what) != text.npos;
  };
  const auto fewer = good.pixels.first(good.pixels.size() - 1);
  CHECK(says(refused({fewer, good.labels}), "this one has " + std::to_string(fewer.size())));
  CHECK(says(refused({good.pixels, good.labels.first(11)}), "12 labels, but this one has"));
  for (const std::int32_t wrong : {-1, 1'000'000}) {
    labels[11] = wrong;
    CHECK(says(refused({good.pixels, labels}), "a label of a batch is " + std::to_string(wrong)));
  }
  CHECK(refused(good) == "");
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
