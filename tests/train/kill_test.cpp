// SPDX-License-Identifier: MIT
// Training runs are killed at random moments, and resumed as if nothing had been.
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <string>

#include "augury/train/trainer.hpp"
#include "catch.hpp"
#include "io/temporary_folder.hpp"
#include "train/breaks_down.hpp"
#include "train/run_log.hpp"
#include "train/small_gan.hpp"

using namespace augury;
namespace fs = std::filesystem;

namespace {

/// Begins the run, or goes on with it, as somebody does who types the command again.
void train_in(const fs::path& out) {
  TrainOptions options = small::quick(120);
  options.log_every = 1;
  options.sample_every = 2;
  options.checkpoint_every = 2;
  options.guard.every = 20;
  options.out = out;
  options.resume = fs::exists(out / checkpoint_name);
  options.force = !options.resume;
  small::Gan gan{{.seed = 5, .threads = 2}};
  train(gan, small::data(20), options, default_objective<small::Data::Sample>(6),
        BreaksDown{71});  // so that a rollback lies between the kills
}

/// The same in a process of its own. This one has no threads yet, so that it can be copied.
pid_t start_training_in(const fs::path& out) {
  const pid_t child = ::fork();
  if (child != 0) return child;
  try {
    train_in(out);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    ::_exit(1);
  }
  ::_exit(0);
}
int end_of(pid_t child) {
  int status = -1;
  ::waitpid(child, &status, 0);
  return status;
}

/// Networks, optimizers, facts, log and pictures are the same, and nothing else lies about.
void check_alike(const fs::path& whole, const fs::path& killed) {
  CHECK((text_of(killed / checkpoint_name) == text_of(whole / checkpoint_name)));
  CHECK(run_log(killed / "log.jsonl") == run_log(whole / "log.jsonl"));
  std::size_t files = 0;
  for (const auto& entry : fs::recursive_directory_iterator(whole)) {
    const fs::path file = killed / fs::relative(entry.path(), whole);
    INFO(file);
    CHECK(fs::exists(file));
    ++files;
    if (entry.path().extension() == ".png" && fs::exists(file))
      CHECK((text_of(file) == text_of(entry.path())));
  }
  for (const auto& entry : fs::recursive_directory_iterator(killed)) {
    INFO(entry.path());
    CHECK(files-- > 0);
  }
}

}  // namespace

TEST_CASE("a run that is killed 50 times ends as one that never was") {
  TemporaryFolder folder;
  const fs::path whole = folder / "whole";
  const auto begin = std::chrono::steady_clock::now();
  REQUIRE(end_of(start_training_in(whole)) == 0);
  // A life lasts a part of what the run takes here, 50 of them some runs.
  const std::chrono::duration<double, std::micro> time = std::chrono::steady_clock::now() - begin;
  const auto longest = static_cast<std::uint32_t>(std::min(time.count() / 3, 500'000.0));
  const auto log = run_log(whole / "log.jsonl");
  REQUIRE(log.size() == 120 + 11 + 1);  // steps 61 to 71 twice, and the event between

  int kills = 0, runs = 0;
  fs::path killed = folder / "0";
  for (std::uint32_t life = 0; life < 1000; ++life) {
    const pid_t child = start_training_in(killed);
    if (kills < 50) {
      ::usleep(below(longest, {11, Purpose::user}, life));
      ::kill(child, SIGKILL);
    }
    const int status = end_of(child);
    if (WIFSIGNALED(status)) {
      ++kills;
      continue;
    }
    REQUIRE(status == 0);  // it came to its end, and the kills go on in another run
    check_alike(whole, killed);
    if (kills == 50) break;
    killed = folder / std::to_string(++runs);
  }
  INFO(runs << " runs");
  CHECK(kills == 50);
}
