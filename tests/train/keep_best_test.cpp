// SPDX-License-Identifier: MIT
#include "augury/train/keep_best.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include "augury/train/trainer.hpp"
#include "catch.hpp"
#include "io/temporary_folder.hpp"
#include "train/run_log.hpp"
#include "train/small_gan.hpp"

using namespace augury;
namespace fs = std::filesystem;

namespace {

TrainOptions learning(const fs::path& out) {
  TrainOptions options = small::quick(60);
  options.out = out;
  options.ema_half_life = 60;
  options.generator.learning_rate = options.discriminator.learning_rate = 3e-3f;
  options.sample_every = 0;
  options.checkpoint_every = 15;
  options.log_every = 10;
  return options;
}
const auto objective = default_objective<small::Data::Sample>(6);

/// Spoils the average of the generator from a step on: what follows is no better.
struct Worsens {
  std::uint64_t from = ~std::uint64_t{0};
  void step(auto& run) const {
    if (run.step() < from) return;
    auto& average = run.gan.average();
    std::fill(average.data(), average.data() + average.size(), 0.3f);
  }
};

/// Ends a run as a signal would: what is not on disk by then is lost.
struct Kills {
  std::uint64_t at;
  void step(auto& run) const {
    if (run.step() == at) throw Error("killed");
  }
};

std::vector<std::string> best_lines(const fs::path& out) {
  auto log = run_log(out / "log.jsonl");
  std::erase_if(log, [](const auto& line) { return !contains(line, "\"event\":\"best\""); });
  return log;
}

/// What people were told.
struct Listens {
  std::vector<std::string> sentences{};
  void event(auto&, const RunEvent& event) { sentences.push_back(event.sentence); }
};

}  // namespace

TEST_CASE("people are told three digits of a distance") {
  TemporaryFolder folder;
  Listens listens;
  const small::Data held_out = small::data(30);
  KeepBest best(held_out, {.every = 10});
  small::Gan gan{{.seed = 5}};
  TrainOptions options = small::quick(10);
  options.out = folder / "run";
  train(gan, small::data(20), options, objective, listens, best);
  REQUIRE(listens.sentences.size() == 1);
  const std::string begin = "step 10 is the best so far: kernel distance ",
                    end = " to the images that judge";
  const std::string& said = listens.sentences[0];
  REQUIRE(said.starts_with(begin));
  REQUIRE(said.ends_with(end));
  const std::string number = said.substr(begin.size(), said.size() - begin.size() - end.size());
  CHECK(std::stod(number) == Approx(best.best()).epsilon(0.005));
  std::string digits = number.substr(0, number.find('e'));
  std::erase(digits, '.');
  digits.erase(0, digits.find_first_not_of("0-"));
  CHECK(digits.size() <= 3);
}

TEST_CASE("the best networks of a run are those that come closest to held-out images") {
  TemporaryFolder folder;
  const small::Data held_out = small::data(30);
  KeepBest best(held_out, {.every = 10});
  const Worsens worsens{45};
  small::Gan gan{{.seed = 5}};
  train(gan, small::data(20), learning(folder / "run"), objective, worsens, best);

  const auto lines = best_lines(folder / "run");
  REQUIRE(lines.size() >= 2);
  double last = 1e9;
  for (const std::string& line : lines) {
    const double distance = std::stod(line.substr(line.find("distance\":") + 10));
    CHECK(distance < last);
    last = distance;
  }
  CHECK(last == best.best());
  const CheckpointInfo info = read_checkpoint_info(folder / "run" / best_name);
  CHECK(info.steps <= 40);
  CHECK(lines.back().starts_with("{\"step\":" + std::to_string(info.steps) + ","));
  CHECK(info.options.at("kernel_distance") == to_json(last));
  small::Gan kept;
  load_checkpoint(folder / "run" / best_name, kept);
  CHECK(small::weights(kept) != small::weights(gan));
  Sampler sampler(kept, 3);
  CHECK(sampler.make(1, 0, std::vector<std::int32_t>{0, 1, 2}).size() == 3 * 64);
}

TEST_CASE("a resumed run does not forget how good its best was") {
  TemporaryFolder folder;
  const small::Data held_out = small::data(30);
  const auto run = [&](TrainOptions options) {
    KeepBest best(held_out, {.every = 10});
    const Worsens worsens{25};
    small::Gan gan{{.seed = 5}};
    train(gan, small::data(20), options, objective, worsens, best);
    return text_of(options.out / best_name);
  };
  TrainOptions options = learning(folder / "run");
  options.steps = 30;
  const std::string before = run(options);
  options.steps = 60;
  options.resume = true;
  CHECK((run(options) == before));
  options.resume = false;
  options.force = true;
  options.steps = 5;  // another run begins with nothing
  CHECK((run(options) != before));
  small::Gan gan{{.seed = 5}};
  train(gan, small::data(20), options);
  CHECK_FALSE(fs::exists(options.out / best_name));
}

TEST_CASE("a run that was killed finds its best networks again, and its log tells of them") {
  TemporaryFolder folder;
  const small::Data held_out = small::data(30);
  const auto run = [&](TrainOptions options, std::uint64_t killed_at) {
    KeepBest best(held_out, {.every = 4});
    const Kills kills{killed_at};
    const Worsens worsens{45};
    small::Gan gan{{.seed = 5}};
    train(gan, small::data(20), options, objective, worsens, best, kills);
  };
  TrainOptions options = learning(folder / "whole");
  run(options, 1000);
  const auto whole = best_lines(options.out);
  REQUIRE(whole.size() >= 3);

  options.out = folder / "parts";
  CHECK(sentence<Error>([&] { run(options, 42); }) == "killed");  // checkpoint 30, best after it
  CHECK(read_checkpoint_info(options.out / best_name).steps > 30);
  options.resume = true;
  run(options, 1000);
  CHECK(best_lines(options.out) == whole);
  CHECK((text_of(options.out / best_name) == text_of(folder / "whole" / best_name)));
}

TEST_CASE("a run goes on with the measure that it was begun with") {
  TemporaryFolder folder;
  const auto run = [&](std::size_t held_out, int every, bool resume) {
    const small::Data images = small::data(held_out);
    KeepBest best(images, {.every = every});
    small::Gan gan{{.seed = 5}};
    TrainOptions options = learning(folder / "run");
    options.steps = 5;
    options.resume = resume;
    return sentence<UsageError>([&] { train(gan, small::data(20), options, objective, best); });
  };
  CHECK(run(30, 10, false) == "");
  CHECK(contains(run(30, 20, true), "was begun with the observers [\"KeepBest 10 1000 "));
  CHECK(contains(run(29, 10, true), "and cannot go on with [\"KeepBest 10 1000 "));
  CHECK(run(30, 10, true) == "");
}

TEST_CASE("held-out images must be of the run's classes, and the run must have a folder") {
  TemporaryFolder folder;
  const auto refused = [&](const small::Data& held_out, const fs::path& out) {
    small::Gan gan;
    return sentence<UsageError>([&] {
      KeepBest best(held_out);
      train(gan, small::data(20), learning(out), objective, best);
    });
  };
  CHECK(contains(refused(small::data(30, {"a", "b", "d"}), folder / "run"),
                 "have the classes [\"a\",\"b\",\"d\"], but the run trains on"));
  CHECK(contains(refused(small::data(30), ""), "it needs an --out"));
  CHECK(contains(refused(small::data(1), folder / "run"), "at least two images"));
}
