// SPDX-License-Identifier: MIT
// Runs under LeCam and AuxiliaryLoss are resumed and taken back with all that they remember.
#include "augury/train/trainer.hpp"
#include "catch.hpp"
#include "io/edited_checkpoint.hpp"
#include "train/breaks_down.hpp"
#include "train/short_run.hpp"

using namespace augury;
using short_run::quick;

namespace {

using Named = Gan<small::Generator,
                  Sequential<small::Generator::Output, Conv<4>, LeakyRelu, AuxiliaryClassifier>>;

auto objective(float lambda = 0.3f) {
  return Objective(RelativisticPairing{}, R1{0.5f}, LeCam{lambda}, AuxiliaryLoss{});
}
std::vector<float> weights(Named& gan) {
  const auto state = detail::GanWeights::take(gan);
  auto all = state.generator;
  for (const auto* more : {&state.discriminator, &state.average})
    all.insert(all.end(), more->begin(), more->end());
  return all;
}
Safetensors checkpoint_of(const TrainOptions& options) {
  return read_safetensors(options.out / checkpoint_name);
}
std::vector<float> remembered(const TrainOptions& options, const char* name = "optimizer.lecam") {
  const Safetensors file = checkpoint_of(options);
  const NamedTensor* sums = file.find(name);
  REQUIRE(sums);
  return sums->values<float>();
}
const small::Data data = small::data(20);

}  // namespace

TEST_CASE("a resumed run remembers what LeCam does, bit for bit") {
  TemporaryFolder folder;
  TrainOptions options = quick(9);
  options.discriminator_steps = 2;
  options.out = folder / "whole";
  Named whole{{.seed = 5}};
  train(whole, data, options, objective());
  CHECK(contains(text_of(options.out / "run.json"),
                 "[\"R1, gamma 0.5\",\"LeCam, lambda 0.3, decay 0.99\","
                 "\"auxiliary classifier, weight 1\"]"));
  const auto sums = remembered(options);
  CHECK(sums[2] == Approx(1 - std::pow(0.99, 18)).epsilon(1e-5));  // two updates a step
  CHECK(sums[0] != sums[1]);

  options.out = folder / "parts";
  int asked = 0;
  options.stop = [&] { return ++asked == 6; };
  Named first{{.seed = 5}};
  CHECK(train(first, data, options, objective()) == RunEnd::stopped);
  CHECK(remembered(options) != sums);
  options.stop = {};
  options.resume = true;
  Named second{{.seed = 5}};
  train(second, data, options, objective());
  CHECK(weights(second) == weights(whole));
  CHECK(remembered(options) == sums);
}

TEST_CASE("a run that is taken back forgets what LeCam saw since") {
  TemporaryFolder folder;
  TrainOptions options = quick(16);
  options.guard.every = 5;
  options.out = folder / "whole";
  const BreaksDown trouble{7};  // noticed at step 8, and taken back to step 5
  Named whole{{.seed = 5}};
  train(whole, data, options, objective(), trouble);
  CHECK(contains(text_of(options.out / "log.jsonl"), "\"to_step\":5"));
  CHECK(remembered(options)[2] == Approx(1 - std::pow(0.99, 16)).epsilon(1e-5));
  CHECK(remembered(options, "optimizer.good.optimizer.lecam")[2] ==
        Approx(1 - std::pow(0.99, 15)).epsilon(1e-5));

  // Resumed before and after it was taken back, the run ends the same.
  for (const int last : {6, 9, 12}) {
    TrainOptions parts = options;
    parts.out = folder / std::to_string(last);
    int asked = 0;
    parts.stop = [&] { return ++asked == last; };
    Named first{{.seed = 5}};
    CHECK(train(first, data, parts, objective(), trouble) == RunEnd::stopped);
    parts.stop = {};
    parts.resume = true;
    Named second{{.seed = 5}};
    train(second, data, parts, objective(), trouble);
    INFO("stopped after " << last);
    CHECK(weights(second) == weights(whole));
    CHECK(remembered(parts) == remembered(options));
  }
}

TEST_CASE("LeCam and AuxiliaryLoss are terms of a run") {
  TemporaryFolder folder;
  TrainOptions options = quick(2);
  options.out = folder / "run";
  Named gan{{.seed = 5}};
  train(gan, data, options, objective());
  options.resume = true;
  options.steps = 4;
  const auto refusal = [&](auto other) {
    Named again{{.seed = 5}};
    return sentence<UsageError>([&] { train(again, data, options, other); });
  };
  CHECK(contains(refusal(objective(0.2f)),
                 "and cannot go on with [\"R1, gamma 0.5\",\"LeCam, "
                 "lambda 0.2, decay 0.99\""));
  CHECK(contains(refusal(Objective(RelativisticPairing{}, R1{0.5f}, AuxiliaryLoss{})),
                 "\"LeCam, lambda 0.3, decay 0.99\",\"auxiliary classifier, weight 1\"] and"));
  CHECK(contains(refusal(Objective(RelativisticPairing{}, R1{0.5f}, LeCam{}, AuxiliaryLoss{2})),
                 "\"auxiliary classifier, weight 2\"]"));
  CHECK(refusal(objective()) == "");
}

TEST_CASE("a checkpoint with what LeCam remembers goes with LeCam alone") {
  TemporaryFolder folder;
  TrainOptions options = quick(2);
  options.out = folder / "run";
  Named gan{{.seed = 5}};
  train(gan, data, options, objective());
  const auto path = options.out / checkpoint_name;
  const auto resumed_with = [&](auto other) {
    Step step(gan, {.batch = 6}, other, Adam{}, Adam{});
    return sentence([&] { resume_checkpoint(path, gan, step); });
  };
  const Objective without(RelativisticPairing{}, R1{0.5f}, AuxiliaryLoss{});
  CHECK(resumed_with(objective()) == "");
  CHECK(contains(resumed_with(without), "optimizer.lecam' [3], for which there is no place"));
  Safetensors file = checkpoint_of(options);
  std::erase_if(file.tensors, [](const NamedTensor& t) { return t.name == "optimizer.lecam"; });
  write_edited(path, file);
  CHECK(contains(resumed_with(objective()), "no tensor 'optimizer.lecam' [3]"));
  Named generating;
  CHECK_NOTHROW(load_checkpoint(path, generating));  // who generates asks for none
}
