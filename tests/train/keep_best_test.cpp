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

std::vector<std::string> best_lines(const fs::path& out) {
  auto log = run_log(out / "log.jsonl");
  std::erase_if(log, [](const auto& line) { return !contains(line, "\"event\":\"best\""); });
  return log;
}

}  // namespace

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
