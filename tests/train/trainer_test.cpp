// SPDX-License-Identifier: MIT
#include "augury/train/trainer.hpp"

#include <chrono>
#include <limits>
#include <optional>
#include <thread>

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

/// small::data, one pixel of which is no number.
struct Spoilt : small::Data {
  std::vector<float> image = std::vector<float>(64, std::nanf(""));
  Spoilt() : small::Data(small::data(12)) {}
  std::span<const float> pixels(std::size_t i) const {
    return i == 7 ? std::span<const float>(image) : small::Data::pixels(i);
  }
};

}  // namespace

TEST_CASE("data that are no images are named before anything is written") {
  TemporaryFolder folder;
  TrainOptions options = small::quick(2);
  options.out = folder / "run";
  small::Gan gan;
  CHECK(contains(sentence<Error>([&] { train(gan, Spoilt{}, options); }),
                 "image 7 of the data set holds the value"));
  CHECK_FALSE(std::filesystem::exists(folder / "run"));
}

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

TEST_CASE("nothing is overwritten unless it is asked for") {
  TemporaryFolder folder;
  const small::Data data = small::data(20);
  TrainOptions options = quick(3);
  options.out = folder / "run";
  const auto run = [&](std::uint64_t seed) {
    small::Gan gan{{.seed = seed}};
    return sentence<UsageError>([&] { train(gan, data, options); });
  };
  CHECK(run(1) == "");
  const std::string text = run(1);
  CHECK(contains(text, "--resume"));
  CHECK(contains(text, "--force"));
  options.resume = true;
  CHECK(contains(run(2), "--seed 1"));
  options.batch = 7;
  CHECK(contains(run(1), "--batch 6"));
  options.batch = 6;
  const small::Data others = small::data(21);
  small::Gan gan{{.seed = 1}};
  CHECK(contains(sentence<UsageError>([&] { train(gan, others, options); }), "fingerprint"));
  options.force = true;
  CHECK(contains(run(1), "give one of them"));
  options.resume = false;
  options.steps = 2;
  CHECK(run(1) == "");
  CHECK(lines_of(folder / "run" / "log.jsonl") == 1);
  CHECK_FALSE(fs::exists(folder / "run" / "samples" / "step-000003.png"));
  options.force = false;
  options.resume = true;
  for (const std::string& none : {std::string("none"), std::string(300, 'x')}) {
    options.out = folder / none;
    CHECK(contains(run(1), "holds no checkpoint.safetensors"));
  }
}

TEST_CASE("where a run died before its first checkpoint, no advice leads in a circle") {
  TemporaryFolder folder;
  const small::Data data = small::data(20);
  TrainOptions options = quick(2);
  options.out = folder / "run";
  const auto run = [&] {
    small::Gan gan{{.seed = 1}};
    return sentence<UsageError>([&] { train(gan, data, options); });
  };
  REQUIRE(run() == "");
  CHECK(contains(run(), "go on with --resume"));
  fs::remove(options.out / checkpoint_name);
  CHECK(contains(run(), "begin anew with --force"));
  CHECK_FALSE(contains(run(), "--resume"));
  options.resume = true;
  CHECK(contains(run(), "leave --resume away to begin, with --force in its place"));
  options.resume = false;
  options.force = true;
  CHECK(run() == "");
}

TEST_CASE("of somebody else's files force replaces and removes none") {
  TemporaryFolder folder;
  const small::Data data = small::data(20);
  TrainOptions options = quick(3);
  options.force = true;
  const auto run = [&](const char* name) {
    options.out = folder / name;
    small::Gan gan{{.seed = 1}};
    return sentence<UsageError>([&] { train(gan, data, options); });
  };
  for (const std::string theirs :
       {"run.json", "log.jsonl", "checkpoint.safetensors", "best.safetensors"}) {
    fs::create_directories(folder / theirs);
    write_file(folder / theirs / theirs, "{\"mine\": 1}");
    CHECK(contains(run(theirs.c_str()), "'" + (folder / theirs / theirs).string() +
                                            "' is there, but no run.json of a run"));
    CHECK(text_of(folder / theirs / theirs) == "{\"mine\": 1}");
    CHECK(folder.entries() == 1);
    fs::remove_all(folder / theirs);
  }
  fs::create_directories(folder / "grid/samples");
  write_file(folder / "grid/samples/step-000002.png", "mine");
  CHECK(contains(run("grid"), "step-000002.png' is there, but no run.json of a run"));
  CHECK(text_of(folder / "grid/samples/step-000002.png") == "mine");

  CHECK(run("run") == "");
  for (const std::string name : {"samples", "log.jsonl", "best.safetensors"}) {
    fs::remove_all(folder / "other");
    fs::copy(folder / "run", folder / "other", fs::copy_options::recursive);
    fs::remove_all(folder / "other" / name);
    if (name == "samples") write_file(folder / "other" / name, "mine");
    else fs::create_directories(folder / "other" / name / "mine");
    const std::string before = text_of(folder / "other" / "checkpoint.safetensors");
    CHECK(contains(run("other"), name == "samples"
                                     ? "samples' is there, and a run needs a folder of that name"
                                     : name + "' is there, but is no file of a run"));
    CHECK(text_of(folder / "other" / "checkpoint.safetensors") == before);
  }
  const char* const mine[] = {"step-mine.png", "step-.png", "step-1.png.txt", "xstep-1.png"};
  for (const char* name : mine) write_file(folder / "run" / "samples" / name, "mine");
  options.steps = 2;
  options.stop = [&] {  // after the first step: the new run has saved nothing yet
    CHECK_FALSE(fs::exists(folder / "run" / "checkpoint.safetensors"));
    return false;
  };
  CHECK(run("run") == "");
  for (const char* name : mine) CHECK(text_of(folder / "run" / "samples" / name) == "mine");
  CHECK_FALSE(fs::exists(folder / "run" / "samples" / "step-000003.png"));
}

TEST_CASE("a folder that another process writes into is left alone") {
  TemporaryFolder folder;
  TrainOptions options = quick(2);
  options.out = folder / "run";
  const auto run = [&] {
    small::Gan gan{{.seed = 1}};
    return sentence([&] { train(gan, small::data(20), options); });
  };
  fs::create_directories(options.out);
  {
    const FolderLock other(options.out);
    CHECK(contains(run(), "is being written by another process"));
    options.force = true;
    CHECK(contains(run(), "is being written by another process"));
    CHECK(std::distance(fs::directory_iterator(options.out), {}) == 1);
  }
  options.force = false;
  CHECK(run() == "");
  CHECK_FALSE(fs::exists(options.out / lock_name));

  // Whoever writes without a lock until now is seen to have written.
  options.out = folder / "late";
  fs::create_directories(options.out);
  std::optional<FolderLock> other(std::in_place, options.out);
  std::thread writer([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(300));
    write_file(options.out / "checkpoint.safetensors", "of theirs");
    other.reset();
  });
  small::Gan gan{{.seed = 1}};
  const std::string text = sentence<UsageError>([&] { train(gan, small::data(20), options); });
  writer.join();
  CHECK(contains(text, "is not empty"));
}

TEST_CASE("options that cannot be are refused before anything is written") {
  TemporaryFolder folder;
  const small::Data data = small::data(20);
  small::Gan gan;
  const auto refused = [&](auto change) {
    TrainOptions options = quick(3);
    options.out = folder / "run";
    change(options);
    const std::string text = sentence<UsageError>([&] { train(gan, data, options); });
    CHECK_FALSE(fs::exists(folder / "run"));
    return text;
  };
  CHECK(contains(refused([](auto& o) { o.batch = 21; }), "--batch 21 is more than the 20 images"));
  CHECK(contains(refused([](auto& o) { o.batch = -1; }), "--batch must be at least 1"));
  CHECK(contains(refused([](auto& o) { o.steps = 0; }), "--steps must be at least 1"));
  CHECK(contains(refused([](auto& o) { o.discriminator_steps = 0; }), "at least one step"));
  CHECK(contains(refused([](auto& o) { o.minutes = -1; }), "--minutes"));
  constexpr float nan = std::numeric_limits<float>::quiet_NaN();
  for (const float wrong : {-1.0f, nan, std::numeric_limits<float>::infinity()}) {
    const char* said = "must be a finite number of 0 or more";
    CHECK(contains(refused([=](auto& o) { o.generator.learning_rate = wrong; }), said));
    CHECK(contains(refused([=](auto& o) { o.discriminator.learning_rate = wrong; }), said));
    CHECK(contains(refused([=](auto& o) { o.generator.epsilon = wrong; }), said));
    CHECK(contains(refused([=](auto& o) { o.discriminator.beta2 = wrong; }), said));
    CHECK(contains(refused([=](auto& o) { o.schedule.last = wrong; }), said));
    CHECK(contains(refused([=](auto& o) { o.ema_half_life = wrong; }), said));
  }
  CHECK(contains(refused([](auto& o) { o.log_every = -1; }), "every"));
  CHECK(contains(refused([](auto& o) { o.guard.every = 0; }), "guard looks every 1 or more steps"));
  CHECK(contains(refused([](auto& o) { o.guard.patience = 0; }), "switch guard.on off"));
  CHECK(contains(refused([](auto& o) { o.guard.rollbacks = -1; }), "switch guard.on off"));
}

TEST_CASE("rules say which of their numbers cannot be") {
  const auto said = [](auto rule) { return sentence<UsageError>([&] { rule.check(); }); };
  CHECK(said(Adam{}) + said(RmsProp{}) + said(Sgd{}) == "");
  CHECK(contains(said(Adam{.beta1 = 1}), "Adam: beta1 must be less than 1"));
  CHECK(contains(said(Adam{.beta2 = 2}), "Adam: beta2 must be less than 1"));
  CHECK(contains(said(Adam{.learning_rate = -1e-9f}), "0 or more, but is -1e-09"));
  CHECK(contains(said(RmsProp{.decay = 1}), "RmsProp: decay must be less than 1"));
  CHECK(contains(said(RmsProp{.epsilon = -1}), "RmsProp: epsilon must be"));
  CHECK(contains(said(Sgd{.momentum = 1}), "Sgd: momentum must be less than 1"));
  CHECK(contains(said(Sgd{.learning_rate = -1}), "Sgd: learning_rate must be"));
}

TEST_CASE("terms of an objective that cannot be are refused before anything is written") {
  TemporaryFolder folder;
  const small::Data data = small::data(20);
  TrainOptions options = quick(3);
  options.out = folder / "run";
  const auto refused = [&](const auto& objective) {
    small::Gan gan;
    const std::string text = sentence<UsageError>([&] { train(gan, data, options, objective); });
    CHECK_FALSE(fs::exists(folder / "run"));
    return text;
  };
  constexpr float nan = std::numeric_limits<float>::quiet_NaN();
  for (const float wrong : {-1.0f, nan}) {
    CHECK(contains(refused(Objective(Hinge{}, R1{wrong})), "gamma of a penalty must be"));
    CHECK(contains(refused(Objective(Hinge{}, R1{1}, R2{{wrong}})), "gamma of a penalty must be"));
    CHECK(contains(refused(Objective(Hinge{}, WganGp{wrong})), "lambda of a penalty must"));
    CHECK(contains(refused(Objective(Hinge{}, LeCam{.lambda = wrong})), "LeCam: lambda"));
  }
  for (const float wrong : {-1.0f, nan, std::numeric_limits<float>::infinity()}) {
    CHECK(contains(refused(Objective(Wasserstein{wrong})), "Wasserstein: weight_clip must be"));
    CHECK(contains(refused(Objective(Hinge{}, LeCam{.lambda = wrong})), "LeCam: lambda"));
  }
  Objective lazy(Hinge{}, R1{1});
  lazy.every = 0;
  CHECK(contains(refused(lazy), "must be at least 1"));
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
