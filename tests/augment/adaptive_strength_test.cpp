// SPDX-License-Identifier: MIT
#include "augury/augment/adaptive_strength.hpp"

#include <algorithm>
#include <limits>

#include "augury/augury.hpp"
#include "augury/train/checkpoint.hpp"
#include "augury/train/trainer.hpp"
#include "catch.hpp"
#include "io/temporary_folder.hpp"
#include "train/breaks_down.hpp"
#include "train/small_gan.hpp"

using namespace augury;

namespace {

using Generator =
    Sequential<Shape<4>, Dense<4 * 4 * 4>, Reshape<4, 4, 4>, LeakyRelu, Deconv<1>, Tanh>;
using Image8 = Generator::Output;  // 8x8x1
using Judge = Sequential<Image8, DiffAugment, Conv<4>, LeakyRelu, Dense<1>>;
using Plainly = Sequential<Image8, Conv<4>, LeakyRelu, Dense<1>>;
using Pair = Gan<Generator, Judge>;

ImageSet<Image8> data(std::size_t count) {
  std::vector<float> pixels(count * Image8::size);
  for (std::size_t i = 0; i < pixels.size(); ++i)
    pixels[i] = 0.9f * (2 * uniform({3, Purpose::user}, i) - 1);
  return {std::move(pixels), std::vector<std::int32_t>(count), {"noise"}};
}
using small::quick;

/// A run that reports a confidence of the test's.
template <class Gan_>
struct Told {
  struct Report {
    float confidence;
  };
  Gan_& gan;
  TrainOptions options;
  std::uint64_t done = 0, before = 0;
  float confidence = 1;
  std::uint64_t step() const { return done; }
  std::uint64_t first() const { return before; }
  Report report() const { return {confidence}; }
};

/// In a true run, with one pair's confidence: that of the means.
struct Follows {
  AdaptiveStrength adaptive;
  std::vector<float> strengths{};

  void begin(auto& run) { adaptive.begin(run); }
  void step(auto& run) {
    const auto& report = run.report();
    Told<std::remove_reference_t<decltype(run.gan)>> told{run.gan, run.options, run.step(),
                                                          run.first()};
    told.confidence = report.real > report.fake ? 1.0f : -1.0f;
    adaptive.step(told);
    strengths.push_back(*adapted_strength(run.gan.context(), run.gan.discriminator()));
  }
};

std::vector<float> judge_values(Pair& gan) {
  const auto& values = gan.discriminator().values();
  return {values.data(), values.data() + values.size()};
}

}  // namespace

TEST_CASE("the strength of all augmentations of a network is set at once, and of nothing else") {
  Pair gan{{.seed = 1, .threads = 1}};
  gan.prepare({"noise"});
  CHECK(adapted_strength(gan.context(), gan.discriminator()) == 1.0f);
  const auto before = judge_values(gan);
  set_adapted_strength(gan.context(), gan.discriminator(), 0.25f);
  CHECK(adapted_strength(gan.context(), gan.discriminator()) == 0.25f);
  const auto after = judge_values(gan);
  int quarters = 0;
  for (std::size_t i = 0; i < after.size(); ++i) {
    if (after[i] == before[i]) continue;
    CHECK(before[i] == 1);
    CHECK(after[i] == 0.25f);
    ++quarters;
  }
  CHECK(quarters == 3);

  Gan<Generator, Plainly> plain{{.threads = 1}};
  plain.prepare({"noise"});
  CHECK_FALSE(adapted_strength(plain.context(), plain.discriminator()).has_value());
}

TEST_CASE("the strength goes from 0 to 1 in the images it is given, and stays inside") {
  const AdaptiveStrength adaptive{.target = 0.5f, .images = 1000, .most = 0.75f};
  CHECK(adaptive.moved(0.25f, 0.6f, 125) == 0.375f);
  CHECK(adaptive.moved(0.25f, 0.4f, 125) == 0.125f);
  CHECK(adaptive.moved(0.25f, 0.4f, 500) == 0);
  CHECK(adaptive.moved(0.7f, 1, 500) == 0.75f);
  CHECK(adaptive.moved(0.25f, std::numeric_limits<float>::quiet_NaN(), 125) == 0.125f);
}

TEST_CASE("every few steps the strength follows the confidence") {
  Pair gan{{.seed = 1, .threads = 1}};
  gan.prepare({"noise"});
  Told<Pair> run{gan, quick(100)};
  const AdaptiveStrength adaptive{.images = 600, .every = 5, .first = 0.125f};
  adaptive.begin(run);
  const auto strength = [&] { return *adapted_strength(gan.context(), gan.discriminator()); };
  CHECK(strength() == 0.125f);
  for (run.done = 1; run.done <= 4; ++run.done) adaptive.step(run);
  CHECK(strength() == 0.125f);
  adaptive.step(run);
  CHECK(strength() == Approx(0.175));  // 5 steps of 6 images are a twentieth of 600
  run.confidence = 0.5f;
  run.done = 10;
  adaptive.step(run);
  CHECK(strength() == Approx(0.125));

  run.before = 10;  // a run that goes on begins with what it had
  set_adapted_strength(gan.context(), gan.discriminator(), 0.5f);
  adaptive.begin(run);
  CHECK(strength() == 0.5f);
}

TEST_CASE("a run whose strength is adapted is resumed bit for bit, strength included") {
  TemporaryFolder folder;
  const AdaptiveStrength adaptive{.images = 60, .every = 1, .first = 0.5f, .most = 1};
  const auto objective = default_objective<Image8>(6);
  TrainOptions options = quick(12);
  options.out = folder / "whole";
  Pair whole{{.seed = 4}};
  Follows all{adaptive};
  train(whole, data(20), options, objective, all);
  REQUIRE(all.strengths.size() == 12);
  CHECK(std::ranges::max(all.strengths) - std::ranges::min(all.strengths) > 0.15f);

  options.out = folder / "parts";
  int asked = 0;
  options.stop = [&] { return ++asked == 5; };  // at a step without a checkpoint of its own
  Pair first{{.seed = 4}};
  Follows before{adaptive}, after{adaptive};
  CHECK(train(first, data(20), options, objective, before) == RunEnd::stopped);
  options.stop = {};
  options.resume = true;
  Pair second{{.seed = 4}};
  CHECK(train(second, data(20), options, objective, after) == RunEnd::finished);
  before.strengths.insert(before.strengths.end(), after.strengths.begin(), after.strengths.end());
  CHECK(before.strengths == all.strengths);
  CHECK(judge_values(second) == judge_values(whole));

  // It is the strength that made the weights what they are.
  Pair steady{{.seed = 4}};
  train(steady, data(20), quick(12), objective);
  CHECK(judge_values(steady) != judge_values(whole));
}

TEST_CASE("a rollback takes the strength back with the weights, also after a resume") {
  TemporaryFolder folder;
  const auto objective = default_objective<Image8>(6);
  TrainOptions options = quick(16);
  options.guard.every = options.checkpoint_every = 4;
  const auto train_on = [&](Pair& gan) {
    return train(gan, data(20), options, objective,
                 AdaptiveStrength{.images = 60, .every = 1, .first = 0.5f, .most = 1},
                 BreaksDown{10});
  };
  options.out = folder / "whole";
  Pair whole{{.seed = 4}};
  CHECK(train_on(whole) == RunEnd::finished);
  CHECK(contains(text_of(options.out / "log.jsonl"), "rolled back"));

  options.out = folder / "parts";
  int asked = 0;
  options.stop = [&] { return ++asked == 8; };  // at the sound state that the rollback leads to
  Pair first{{.seed = 4}};
  CHECK(train_on(first) == RunEnd::stopped);
  options.stop = {};
  options.resume = true;
  Pair second{{.seed = 4}};
  CHECK(train_on(second) == RunEnd::finished);
  CHECK(judge_values(second) == judge_values(whole));
}

TEST_CASE("a strength that cannot be adapted is refused with a sentence") {
  Gan<Generator, Plainly> plain{{.threads = 1}};
  plain.prepare({"noise"});
  Told<Gan<Generator, Plainly>> nothing{plain, quick(1)};
  CHECK(contains(sentence<UsageError>([&] { AdaptiveStrength{}.begin(nothing); }),
                 "no augmentation to strengthen; put one first"));

  Pair gan{{.threads = 1}};
  gan.prepare({"noise"});
  Told<Pair> run{gan, quick(1)};
  const auto refused = [&](AdaptiveStrength adaptive) {
    return sentence<UsageError>([&] { adaptive.begin(run); });
  };
  CHECK(contains(refused({.first = 2}), "AdaptiveStrength: first is 2"));
  CHECK(contains(refused({.most = -1}), "AdaptiveStrength: most is -1"));
  CHECK(contains(refused({.target = 1}), "target lies between -1 and 1"));
  CHECK(contains(refused({.images = 0}), "images is more than 0"));
  CHECK(contains(refused({.every = 0}), "every is at least 1"));
  CHECK(refused({}) == "");
}
