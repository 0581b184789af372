// SPDX-License-Identifier: MIT
#include "augury/train/snapshot.hpp"

#include <limits>
#include <vector>

#include "augury/objective/objective.hpp"
#include "augury/train/guard_state.hpp"
#include "augury/train/step.hpp"
#include "catch.hpp"
#include "io/temporary_folder.hpp"
#include "train/small_gan.hpp"

using namespace augury;

namespace {

/// A Gan and its Step, on images that are a function of the step.
struct Training {
  small::Gan gan;
  Step<small::Gan, Objective<NonSaturating, LeCam>, Adam> step;
  Training() : gan(prepared()), step(gan, {.batch = 2}, {}, Adam{1e-2f}, Adam{1e-2f}) {}

  static small::Gan prepared() {
    small::Gan gan{{.seed = 4}};
    gan.prepare({"a", "b", "c"});
    return gan;
  }
  void run(int steps) {
    const std::vector<std::int32_t> labels{0, 2};
    for (int i = 0; i < steps; ++i, ++gan.steps) {
      std::vector<float> pixels(2 * 64);
      for (std::size_t k = 0; k < pixels.size(); ++k)
        pixels[k] = normal({9, Purpose::user, static_cast<std::uint32_t>(gan.steps)}, k);
      step.run(gan.steps, 1, [&](int) { return HostBatch{pixels, labels}; });
    }
  }
};

bool alike(const Snapshot& a, const Snapshot& b) {
  const auto optimizers = [](const detail::OptimizerState& x, const detail::OptimizerState& y) {
    return x.first == y.first && x.second == y.second && x.steps == y.steps;
  };
  return a.steps == b.steps && a.weights.generator == b.weights.generator &&
         a.weights.discriminator == b.weights.discriminator &&
         a.weights.average == b.weights.average && optimizers(a.generator, b.generator) &&
         optimizers(a.discriminator, b.discriminator) && a.lecam_sums == b.lecam_sums;
}

}  // namespace

TEST_CASE("the steps after a snapshot is put back are those after it was taken, bit for bit") {
  Training training;
  training.run(3);  // 2 images, more banks: some have taken fewer steps
  const Snapshot then = Snapshot::take(training.gan, training.step);
  training.run(4);
  const Snapshot later = Snapshot::take(training.gan, training.step);
  CHECK_FALSE(alike(then, later));
  training.run(5);
  then.put_back(training.gan, training.step);
  CHECK(training.gan.steps == 3);
  CHECK(alike(Snapshot::take(training.gan, training.step), then));
  training.run(4);
  CHECK(alike(Snapshot::take(training.gan, training.step), later));
}

TEST_CASE("a snapshot knows every number that is not finite") {
  Training training;
  training.run(1);
  const Snapshot good = Snapshot::take(training.gan, training.step);
  CHECK(good.taken());
  CHECK_FALSE(Snapshot{}.taken());
  CHECK(good.finite());
  const float infinite = std::numeric_limits<float>::infinity();
  for (const float bad : {infinite, -infinite, std::numeric_limits<float>::quiet_NaN()})
    for (int array = 0; array < 8; ++array) {
      Snapshot copy = good;
      std::vector<float>* arrays[] = {&copy.weights.generator,    &copy.weights.discriminator,
                                      &copy.weights.average,      &copy.generator.first,
                                      &copy.generator.second,     &copy.discriminator.first,
                                      &copy.discriminator.second, &copy.lecam_sums};
      arrays[array]->back() = bad;
      CHECK_FALSE(copy.finite());
      arrays[array]->back() = std::numeric_limits<float>::max();
      CHECK(copy.finite());
    }
}

TEST_CASE("what a guard remembers comes back from the facts of a checkpoint, to the bit") {
  GuardState state;
  state.factor = 0.125f, state.rollbacks = 3, state.widest = 1.0 / 3, state.narrow = 2;
  std::map<std::string, std::string> facts{{"other", "fact"}};
  state.add_to(facts);
  const GuardState back = GuardState::from(facts);
  CHECK(back.factor == state.factor);
  CHECK(back.rollbacks == 3);
  CHECK(back.widest == state.widest);
  CHECK(back.narrow == 2);
  CHECK(GuardState::from({}).factor == 1);
  for (const char* text : {"nan", "inf", "-1", "1e99", ""}) {
    facts["guard_factor"] = text;
    CHECK(contains(sentence([&] { GuardState::from(facts); }), "a number from 0 on is expected"));
  }
  facts.erase("guard_factor");
  facts["guard_narrow"] = "2x";
  CHECK(contains(sentence([&] { GuardState::from(facts); }), "has '2x' for 'guard_narrow'"));
}
