// SPDX-License-Identifier: MIT
#include "augury/train/trainer.hpp"

#include "catch.hpp"
#include "train/short_run.hpp"

using namespace augury;
using short_run::lines_of;
using short_run::quick;
namespace fs = std::filesystem;

TEST_CASE("a resumed run is the run that was never stopped, bit for bit") {
  TemporaryFolder folder;
  const small::Data data = small::data(20);
  small::Gan whole{{.seed = 5}};
  TrainOptions options = quick(9);
  options.discriminator_steps = 2;
  options.schedule = {Schedule::Shape::cosine};
  options.out = folder / "whole";
  train(whole, data, options);

  options.out = folder / "parts";
  int asked = 0;
  options.stop = [&] { return ++asked == 6; };  // at a step without a checkpoint of its own
  small::Gan first{{.seed = 5}};
  CHECK(train(first, data, options) == RunEnd::stopped);
  CHECK(first.steps == 6);
  options.stop = {};
  options.resume = true;
  small::Gan second{{.seed = 5}};
  CHECK(train(second, data, options) == RunEnd::finished);
  CHECK(second.steps == 9);
  CHECK(small::weights(second) == small::weights(whole));
  CHECK(lines_of(folder / "parts" / "log.jsonl") == 5);  // steps 2, 4, 6, 8 and 9
  CHECK(read_png(folder / "parts" / "samples" / "step-000009.png").pixels ==
        read_png(folder / "whole" / "samples" / "step-000009.png").pixels);
}

TEST_CASE("a schedule that knows no end leaves a run free to go on") {
  TemporaryFolder folder;
  const small::Data data = small::data(20);
  TrainOptions options = quick(6);
  options.schedule.warmup = 8;
  small::Gan whole{{.seed = 5}};
  options.steps = 10;
  train(whole, data, options);
  options.out = folder / "run";
  options.steps = 6;
  small::Gan first{{.seed = 5}};
  train(first, data, options);
  // Lines after the checkpoint belong to steps that a killed run is about to do again.
  {
    LineLog log(folder / "run" / "log.jsonl");
    log.write("{\"step\":10,\"loss_d\":1}");
  }
  options.resume = true;
  options.steps = 10;
  small::Gan second{{.seed = 5}};
  CHECK(train(second, data, options) == RunEnd::finished);
  CHECK(small::weights(second) == small::weights(whole));
  CHECK(lines_of(folder / "run" / "log.jsonl") == 5);
  CHECK(contains(text_of(folder / "run" / "run.json"), "\"steps\": 10"));
}

TEST_CASE("a run goes on only by the terms that it was begun with") {
  TemporaryFolder folder;
  const small::Data data = small::data(20);
  TrainOptions begun = quick(3);
  begun.schedule = {.shape = Schedule::Shape::linear, .last = 0.5f};
  begun.out = folder / "run";
  const Objective<RelativisticPairing, R1, R2> objective(RelativisticPairing{}, R1{1}, R2{{1}});
  small::Gan gan{{.seed = 5}};
  train(gan, data, begun, objective);
  begun.resume = true;
  const std::string before = text_of(begun.out / "run.json");

  const auto refused = [&](const std::string& was, const std::string& now, auto change) {
    TrainOptions options = begun;
    auto other = objective;
    change(options, other);
    small::Gan again{{.seed = 5}};
    const std::string text = sentence<UsageError>([&] { train(again, data, options, other); });
    INFO(text);
    CHECK(contains(text, "was begun with " + was));
    CHECK(contains(text, "cannot go on with " + now));
    CHECK(contains(text, "another --out"));
    CHECK(text_of(begun.out / "run.json") == before);
  };
  refused("--steps 3", "4, because its schedule", [](auto& o, auto&) { o.steps = 4; });
  refused("--batch 6", "7", [](auto& o, auto&) { o.batch = 7; });
  refused("the schedule linear to 0.5", "linear to 0.25",
          [](auto& o, auto&) { o.schedule.last = 0.25f; });
  refused("the schedule linear to 0.5", "constant",
          [](auto& o, auto&) { o.schedule.shape = Schedule::Shape::constant; });
  refused("the schedule linear to 0.5", "linear to 0.5, 2 steps of warm-up",
          [](auto& o, auto&) { o.schedule.warmup = 2; });
  refused("the generator's rule Adam, learning rate 2e-04", "Adam, learning rate 0.1",
          [](auto& o, auto&) { o.generator.learning_rate = 0.1f; });
  refused("the discriminator's rule Adam", "Adam, learning rate 2e-04, betas 0.5",
          [](auto& o, auto&) { o.discriminator.beta1 = 0.5f; });
  refused("an ema_half_life of 20000", "10", [](auto& o, auto&) { o.ema_half_life = 10; });
  refused("idle_banks lazy", "dense", [](auto& o, auto&) { o.idle_banks = IdleBanks::dense; });
  refused("a number of discriminator steps of 1", "2",
          [](auto& o, auto&) { o.discriminator_steps = 2; });
  refused("the guard every 100 steps", "every 7 steps, 3 checks below 0.2",
          [](auto& o, auto&) { o.guard.every = 7; });
  refused("an Objective::every of 1", "4", [](auto&, auto& other) { other.every = 4; });
  refused("the penalties [\"R1, gamma 1\",\"R2, gamma 1\"]", "[\"R1, gamma 2\",\"R2, gamma 1\"]",
          [](auto&, auto& other) { std::get<0>(other.penalties).gamma = 2; });

  const auto with = [&](auto other) {
    small::Gan again{{.seed = 5}};
    return sentence<UsageError>([&] { train(again, data, begun, other); });
  };
  CHECK(contains(with(Objective<Hinge, R1, R2>{}), "the loss relativistic pairing"));
  CHECK(with(objective) == "");
  CHECK(text_of(begun.out / "run.json") == before);
}

TEST_CASE("a run goes on with the layers' numbers that it was begun with") {
  using Judge = Sequential<small::Generator::Output, DiffAugment, WeightNorm<Conv<4>>,
                           Residual<BatchNorm, LeakyRelu>, Dropout, Projection>;
  using Net = Gan<small::Generator, Judge>;
  TemporaryFolder folder;
  const small::Data data = small::data(20);
  TrainOptions options = quick(2);
  options.out = folder / "run";
  const auto refused = [&](auto change) {
    Net gan{{.seed = 5}};
    change(gan);
    return sentence<UsageError>([&] { train(gan, data, options); });
  };
  CHECK(refused([](Net&) {}) == "");
  options.resume = true;
  CHECK(refused([](Net&) {}) == "");
  const std::string slope = refused([](Net& n) { n.generator_layers.layer<3>().slope = 0.1f; });
  CHECK(contains(
      slope,
      "begun with the generator's layers JoinLabel<3>, Dense<32>, Reshape<2, 2, 8>, LeakyRelu 0.2, "
      "StochasticDeconv<3, 4, 4, 2> 0 0, LeakyRelu 0.2"));
  CHECK(contains(slope, "go on with JoinLabel<3>, Dense<32>, Reshape<2, 2, 8>, LeakyRelu 0.1, "));
  auto judge = [&](auto change) {
    return refused([&](Net& n) { change(n.discriminator_layers); });
  };
  CHECK(contains(judge([](Judge& d) { d.layer<3>().rate = 0.25f; }), "Dropout 0.25"));
  CHECK(contains(judge([](Judge& d) { d.layer<2>().layer<0>().momentum = 0.3f; }),
                 "Residual(BatchNorm 1e-05 0.3, LeakyRelu 0.2)"));
  CHECK(contains(judge([](Judge& d) { d.layer<0>().layer<2>().ratio = 0.25f; }),
                 "Augmentation<change::Cutout> 0.25 0 1, WeightNorm(Conv<4, 4, 2>)"));
}

TEST_CASE("an observer's numbers are a run's too") {
  using Judge = Sequential<small::Generator::Output, DiffAugment, Conv<4>, LeakyRelu, Projection>;
  TemporaryFolder folder;
  TrainOptions options = quick(2);
  options.out = folder / "run";
  const auto refused = [&](AdaptiveStrength strength) {
    Gan<small::Generator, Judge> gan{{.seed = 5}};
    return sentence<UsageError>([&] {
      train(gan, small::data(20), options, default_objective<small::Data::Sample>(6), strength);
    });
  };
  CHECK(refused({}) == "");
  options.resume = true;
  CHECK(refused({}) == "");
  CHECK(contains(refused({.target = 0.5f}), "go on with [\"AdaptiveStrength 0.5 1e+05 4 0 0.8\"]"));
}

TEST_CASE("a penalty that a resumed run has not measured yet is null in the log, not 0") {
  TemporaryFolder folder;
  const small::Data data = small::data(20);
  Objective<RelativisticPairing, R1> objective(RelativisticPairing{}, R1{1});
  objective.every = 4;
  TrainOptions options = quick(6);
  options.log_every = 1;
  options.out = folder / "run";
  const auto penalties = [&] {
    std::vector<std::string> found;
    const std::string log = text_of(options.out / "log.jsonl");
    for (std::size_t at = 0; (at = log.find("\"penalty\":", at)) != log.npos; ++at)
      found.push_back(log.substr(at + 10, log.find(',', at) - at - 10));
    return found;
  };
  small::Gan first{{.seed = 5}};
  train(first, data, options, objective);  // steps 0 and 4 measure penalties
  const auto before = penalties();
  REQUIRE(before.size() == 6);
  for (const std::string& penalty : before) CHECK(std::stof(penalty) > 0);
  CHECK(before[0] == before[3]);
  CHECK(before[4] != before[3]);

  options.resume = true;
  options.steps = 10;
  small::Gan second{{.seed = 5}};
  train(second, data, options, objective);
  const auto after = penalties();
  REQUIRE(after.size() == 10);
  CHECK(after[6] == "null");
  CHECK(after[7] == "null");
  CHECK(std::stof(after[8]) > 0);  // step number 8 measures them again
}

TEST_CASE("a Gan that is trained on goes on with its classes only") {
  small::Gan gan{{.seed = 1}};
  train(gan, small::data(20), quick(2));
  train(gan, small::data(20), quick(4));
  CHECK(gan.steps == 4);
  CHECK(contains(sentence<UsageError>([&] {
                   train(gan, small::data(20, {"a", "b", "d"}), quick(6));
                 }),
                 "other classes"));
}
