// SPDX-License-Identifier: MIT
#include "augury/train/guard.hpp"

#include <algorithm>
#include <cmath>

#include "augury/train/trainer.hpp"
#include "catch.hpp"
#include "io/edited_checkpoint.hpp"
#include "io/temporary_folder.hpp"
#include "train/breaks_down.hpp"
#include "train/run_log.hpp"
#include "train/small_gan.hpp"

using namespace augury;

namespace {

TrainOptions guarded(std::uint64_t steps) {
  TrainOptions options = small::quick(steps);
  options.log_every = 1;
  options.sample_every = 0;
  options.checkpoint_every = 0;
  options.guard.every = 5;
  options.guard.patience = 2;
  options.schedule.warmup = 8;
  return options;
}
const auto objective = default_objective<small::Data::Sample>(6);

/// Lets all samples be the same from a step on, until the run was taken back.
struct Collapses {
  std::uint64_t from = 0;
  void step(auto& run) const {
    if (run.step() < from || run.guard.rollbacks > 0) return;
    for (auto* weights : {&run.gan.average(), &run.gan.generator().values()})
      std::fill(weights->data(), weights->data() + weights->size(), 0.0f);
  }
};

/// The step of the checkpoint that each step finds.
struct FindsCheckpoints {
  std::vector<std::uint64_t>& steps;
  void step(auto& run) const {
    if (run.step() > 1)
      steps.push_back(read_checkpoint_info(run.options.out / checkpoint_name).steps);
  }
};

std::vector<float> resumed(const TrainOptions& options, const auto& observer) {
  small::Gan gan{{.seed = 5}};
  TrainOptions again = options;
  again.resume = true;
  CHECK(train(gan, small::data(20), again, objective, observer) == RunEnd::finished);
  return small::weights(gan);
}
/// The lines after the last event.
std::vector<std::string> after_event(std::vector<std::string> log) {
  for (std::size_t i = log.size(); i-- > 0;)
    if (contains(log[i], "\"event\""))
      return {log.begin() + static_cast<std::ptrdiff_t>(i) + 1, log.end()};
  return log;
}
/// The first line of a log that tells of an event.
std::string event_of(const std::filesystem::path& log) {
  for (const std::string& line : run_log(log))
    if (contains(line, "\"event\"")) return line;
  return "";
}

}  // namespace

TEST_CASE("a guard changes nothing as long as all is well") {
  std::vector<std::vector<float>> results;
  for (const bool on : {false, true}) {
    TrainOptions options = guarded(13);
    options.guard.on = on;
    options.guard.every = 1;
    small::Gan gan{{.seed = 5}};
    train(gan, small::data(20), options);
    results.push_back(small::weights(gan));
  }
  CHECK(results[0] == results[1]);
}

TEST_CASE("a run that breaks down goes on from its last good state with half the learning rates") {
  TemporaryFolder folder;
  TrainOptions options = guarded(13);
  options.out = folder / "broken";
  small::Gan broken{{.seed = 5}};
  CHECK(train(broken, small::data(20), options, objective, BreaksDown{7}) == RunEnd::finished);
  CHECK(broken.steps == 13);

  // The same, told by hand: the state of step 5, and a factor that the checkpoint names.
  options.out = folder / "told";
  options.steps = 5;
  small::Gan told{{.seed = 5}};
  train(told, small::data(20), options, objective);
  Safetensors file = read_safetensors(options.out / checkpoint_name);
  CHECK(file.metadata.at("option.guard_factor") == "1");
  file.metadata["option.guard_factor"] = "0.5";
  write_edited(options.out / checkpoint_name, file);
  options.steps = 13;
  CHECK(resumed(options, BreaksDown{}) == small::weights(broken));

  CHECK(event_of(folder / "broken" / "log.jsonl") ==
        "{\"step\":10,\"event\":\"rolled back\",\"reason\":\"weights are no longer finite\","
        "\"to_step\":5,\"learning_rate_factor\":0.5}");
  const auto log = run_log(folder / "broken" / "log.jsonl");
  CHECK(log.size() == 9 + 1 + 8);  // steps 1 to 9, the event, steps 6 to 13
  CHECK(log[9] == event_of(folder / "broken" / "log.jsonl"));
  CHECK(contains(log[6], "\"loss_g\":null"));
  CHECK(log[10] != log[5]);
  CHECK(log[10].starts_with("{\"step\":6,"));
}

TEST_CASE("samples that collapse are noticed after some checks, and taken back to before") {
  TemporaryFolder folder;
  TrainOptions options = guarded(25);
  options.out = folder / "run";
  options.checkpoint_every = 1;
  small::Gan gan{{.seed = 5}};
  CHECK(train(gan, small::data(20), options, objective, Collapses{8}) == RunEnd::finished);
  const std::string event = event_of(options.out / "log.jsonl");
  INFO(event);
  CHECK(event.starts_with("{\"step\":15,\"event\":\"rolled back\",\"reason\":\"the samples col"));
  CHECK(contains(event, "\"to_step\":5,"));  // not 10, where a first check had its doubts
  SampleSpread<small::Gan> spread(gan, small::data(20));
  CHECK(spread.of_samples(5) > 0.01);
}

TEST_CASE("a state under suspicion does not replace a sound checkpoint before the end") {
  TemporaryFolder folder;
  TrainOptions options = guarded(25);
  options.out = folder / "run";
  options.checkpoint_every = 1;
  options.guard.patience = 4;
  std::vector<std::uint64_t> saved;
  small::Gan gan{{.seed = 5}};
  train(gan, small::data(20), options, objective, Collapses{8}, FindsCheckpoints{saved});
  CHECK(saved[8] == 9);
  for (std::size_t i = 9; i < 23; ++i) CHECK(saved[i] == 9);  // steps 11 to 24; 25 goes back to 5
  CHECK(saved[24] == 6);
}

TEST_CASE("images that do not differ do not make a collapse of samples that do not either") {
  std::vector<float> pixels;
  for (std::size_t i = 0; i < 20; ++i) pixels.insert(pixels.end(), 64, i % 2 ? 0.5f : -0.5f);
  std::vector<std::int32_t> labels;
  for (std::int32_t i = 0; i < 20; ++i) labels.push_back(i % 2);
  const small::Data data(pixels, labels, {"dark", "light"});
  TemporaryFolder folder;
  TrainOptions options = guarded(25);
  options.out = folder / "run";
  small::Gan gan{{.seed = 5}};
  train(gan, data, options, objective, Collapses{8});
  CHECK(event_of(options.out / "log.jsonl") == "");
}

TEST_CASE("a run that breaks down again and again stops with a sentence") {
  TemporaryFolder folder;
  TrainOptions options = guarded(30);
  options.out = folder / "run";
  options.checkpoint_every = 4;
  options.guard.rollbacks = 2;
  small::Gan gan{{.seed = 5}};
  const std::string text = sentence([&] {
    train(gan, small::data(20), options, objective, BreaksDown{7, 9});
  });
  INFO(text);
  CHECK(contains(text, "training broke down by step 8: weights are no longer finite"));
  CHECK(contains(text, "after 2 rollbacks it stops here"));
  CHECK(contains(text, "its last checkpoint is '" + (options.out / checkpoint_name).string()));
  CHECK(contains(text, "begin anew with a smaller learning rate"));
  CHECK(gan.steps == 5);
  for (const float w : small::weights(gan)) CHECK(std::isfinite(w));
  const auto log = run_log(options.out / "log.jsonl");
  CHECK(contains(log.back(), "\"event\":\"stopped\""));
  CHECK(contains(log.back(), "\"learning_rate_factor\":0.25"));
  CHECK(read_checkpoint_info(options.out / checkpoint_name).steps == 4);

  options.guard.rollbacks = 0;
  options.out.clear();
  small::Gan other{{.seed = 5}};
  const std::string first = sentence([&] {
    train(other, small::data(20), options, objective, BreaksDown{7, 9});
  });
  CHECK(contains(first, "the networks are those of step 5"));
}

TEST_CASE("N steps, a stop and M steps are N + M steps, also with a rollback in between") {
  TemporaryFolder folder;
  const auto check = [&](const std::string& name, int apart, const auto& trouble) {
    TrainOptions options = guarded(22);
    options.out = folder / name;
    options.checkpoint_every = 4;
    small::Gan whole{{.seed = 5}};
    train(whole, small::data(20), options, objective, trouble);
    const auto log = run_log(options.out / "log.jsonl");
    CHECK(log.size() > 22);
    for (int last = 1; last < static_cast<int>(log.size()); last += apart) {
      INFO(name << ", stopped after " << last);
      TrainOptions parts = options;
      parts.out = folder / (name + std::to_string(last));
      int asked = 0;
      parts.stop = [&] { return ++asked == last; };
      small::Gan first{{.seed = 5}};
      if (train(first, small::data(20), parts, objective, trouble) != RunEnd::stopped) continue;
      parts.stop = {};
      CHECK(resumed(parts, trouble) == small::weights(whole));
      const auto found = run_log(parts.out / "log.jsonl");
      CHECK(after_event(found) == after_event(log));
      // A stop notices weights that are not finite before the next check would.
      if (name == "collapsed") CHECK(found == log);
    }
  };
  check("broken", 1, BreaksDown{7});
  check("twice", 4, BreaksDown{13, 2});
  check("collapsed", 4, Collapses{8});
}
