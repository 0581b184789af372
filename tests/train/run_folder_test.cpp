// SPDX-License-Identifier: MIT
// What a run does to the folder that it is given: nothing to anybody else's files.
#include "augury/train/run_folder.hpp"

#include <chrono>
#include <optional>
#include <thread>

#include "augury/train/trainer.hpp"
#include "catch.hpp"
#include "train/short_run.hpp"

using namespace augury;
using short_run::lines_of;
using short_run::quick;
namespace fs = std::filesystem;

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
  fs::create_directories(folder / "elsewhere");
  write_file(folder / "elsewhere/step-000002.png", "mine");
  fs::remove_all(folder / "other");
  fs::copy(folder / "run", folder / "other", fs::copy_options::recursive);
  fs::remove_all(folder / "other/samples");
  fs::create_directory_symlink("../elsewhere", folder / "other/samples");
  CHECK(contains(run("other"), "samples' is there, and a run needs a folder of that name"));
  CHECK(text_of(folder / "elsewhere/step-000002.png") == "mine");

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
