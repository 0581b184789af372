// SPDX-License-Identifier: MIT
#include "augury/train/trainer.hpp"

#include <limits>

#include "catch.hpp"
#include "train/short_run.hpp"

using namespace augury;
using short_run::lines_of;
using short_run::quick;
namespace fs = std::filesystem;

namespace {

/// An observer that spoils a weight, and keeps the checkpoint of before.
struct BreaksAtStep3 {
  std::string before;
  void step(auto& run) {
    if (run.step() != 3) return;
    before = text_of(run.options.out / checkpoint_name);
    run.gan.discriminator().values().data()[0] = std::numeric_limits<float>::quiet_NaN();
  }
};

}  // namespace

TEST_CASE("training is a pure function of the seed, whatever the number of threads") {
  const small::Data data = small::data(20);
  std::vector<std::vector<float>> results;
  for (const int threads : {1, 2, 3}) {
    small::Gan gan{{.seed = 5, .threads = threads}};
    CHECK(train(gan, data, quick(5)) == RunEnd::finished);
    CHECK(gan.steps == 5);
    results.push_back(small::weights(gan));
  }
  CHECK(results[0] == results[1]);
  CHECK(results[0] == results[2]);
  small::Gan other{{.seed = 6}};
  train(other, data, quick(5));
  CHECK(small::weights(other) != results[0]);
}

TEST_CASE("training brings generated images towards the data") {
  const small::Data data = small::data(60);
  small::Gan gan{{.seed = 2}};
  TrainOptions options = quick(300);
  options.batch = 16;
  options.ema_half_life = 300;
  options.generator.learning_rate = options.discriminator.learning_rate = 3e-3f;
  train(gan, data, options);
  Sampler sampler(gan, 30);
  std::vector<std::int32_t> labels;
  for (int i = 0; i < 30; ++i) labels.push_back(i % 3);
  const auto images = sampler.make(1, 0, labels);
  double right = 0;
  for (std::size_t i = 0; i < 30; ++i) {
    double brightest = -1e9;
    std::size_t row = 0;
    for (std::size_t r = 0; r < 8; ++r) {
      double sum = 0;
      for (std::size_t c = 0; c < 8; ++c) sum += static_cast<double>(images[64 * i + 8 * r + c]);
      if (sum > brightest) brightest = sum, row = r;
    }
    right += row == 2 * (i % 3);
  }
  CHECK(right >= 27);
}

TEST_CASE("a run with a folder leaves its options, its log, its samples and its networks") {
  TemporaryFolder folder;
  const small::Data data = small::data(20);
  small::Gan gan{{.seed = 5}};
  TrainOptions options = quick(5);
  options.out = folder / "deep" / "run";
  options.notes = {{"data", "rows \"and\" columns"}, {"limit", 20}};
  train(gan, data, options);

  const std::string run = text_of(options.out / "run.json");
  for (const char* part :
       {"\"seed\": 5", "\"steps\": 5", "\"batch\": 6", "\"augury\": \"0.1.0\"",
        "\"class_names\": [\"a\",\"b\",\"c\"]", "\"class_counts\": [7,7,6]", "relativistic pairing",
        "\"precision\": \"fp32\"", "\"data\": \"rows \\\"and\\\" columns\"", "\"limit\": 20"})
    CHECK_THAT(run, Catch::Matchers::ContainsSubstring(part));
  const std::string log = text_of(options.out / "log.jsonl");
  CHECK(lines_of(options.out / "log.jsonl") == 3);  // steps 2, 4 and 5
  CHECK(log.starts_with("{\"step\":2,\"loss_d\":"));
  CHECK_THAT(log, Catch::Matchers::ContainsSubstring("\"images_per_second\":"));
  const Picture grid = read_png(options.out / "samples" / "step-000005.png");
  CHECK(grid.height == 2 * (3 * 10 + 2));
  CHECK(grid.width == 2 * (10 * 10 + 2));

  small::Gan again;
  load_checkpoint(options.out / checkpoint_name, again);
  CHECK(again.steps == 5);
  CHECK(small::weights(again) == small::weights(gan));
}

TEST_CASE("a run ends at its limit of time") {
  small::Gan gan;
  TrainOptions options = quick(1000);
  options.minutes = 1e-9;
  CHECK(train(gan, small::data(20), options) == RunEnd::out_of_time);
  CHECK(gan.steps == 1);
}

TEST_CASE("losses that are not finite end a run without a guard, and the checkpoint stays") {
  TemporaryFolder folder;
  const small::Data data = small::data(20);
  TrainOptions options = quick(100);
  options.out = folder / "run";
  options.checkpoint_every = 2;
  options.guard.on = false;
  BreaksAtStep3 breaks;
  small::Gan gan;
  const auto objective = default_objective<small::Data::Sample>(options.batch);
  const std::string text = sentence([&] { train(gan, data, options, objective, breaks); });
  CHECK(contains(text, "broke down by step 4"));
  CHECK(contains(text, "try a smaller learning rate"));
  CHECK(text_of(options.out / checkpoint_name) == breaks.before);
}

TEST_CASE("a full disk ends the run with a sentence") {
  TemporaryFolder folder;
  TrainOptions options = quick(2);
  options.out = folder / "run";
  small::Gan gan;
  FullDisk full(2000);
  const std::string text = sentence([&] { train(gan, small::data(20), options); });
  CHECK(contains(text, "cannot write"));
  CHECK_FALSE(fs::exists(options.out / checkpoint_name));
}

TEST_CASE("other rules, losses and penalties train too") {
  const small::Data data = small::data(20);
  TrainOptionsFor<RmsProp> options;
  options.steps = 3;
  options.batch = 6;
  options.quiet = true;
  small::Gan gan;
  train(gan, data, options, Objective<Wasserstein, WganGp>{Wasserstein{0}, WganGp{10}});
  CHECK(gan.steps == 3);
  for (const float w : small::weights(gan)) CHECK(std::isfinite(w));
}
