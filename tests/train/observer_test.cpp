// SPDX-License-Identifier: MIT
#include "augury/train/observer.hpp"

#include "augury/train/trainer.hpp"
#include "catch.hpp"
#include "io/temporary_folder.hpp"
#include "train/small_gan.hpp"

using namespace augury;

namespace {

struct CountsSteps {
  std::vector<std::uint64_t> seen;
  bool last = false;
  void step(auto& run) {
    seen.push_back(run.step());
    last = run.ending();
    CHECK(run.steps() == 4);
    CHECK(std::isfinite(run.report().loss_d));
    CHECK(run.images_per_second() > 0);
    CHECK(run.seconds_left() >= 0);
  }
};
struct SeesEnds {
  int begun = 0, ended = 0;
  void begin(auto& run) {
    ++begun;
    CHECK(run.step() == 0);
    CHECK(run.seconds_left() < 0);
  }
  void end(auto& run) {
    ++ended;
    CHECK(run.step() == 4);
  }
};
struct Blind {};

/// What a progress line needs to know of a run.
struct FakeRun {
  double time = 0, left = -1;
  std::uint64_t done = 0;
  bool last = false;
  StepReport now{1.25f, 0.5f};
  double seconds() const { return time; }
  double seconds_left() const { return left; }
  double images_per_second() const { return 1234.4; }
  std::uint64_t step() const { return done; }
  std::uint64_t steps() const { return 2000; }
  bool ending() const { return last; }
  const StepReport& report() const { return now; }
};

}  // namespace

static_assert(Observer<CountsSteps, FakeRun> && Observer<SeesEnds, FakeRun>);
static_assert(!Observer<Blind, FakeRun>);

TEST_CASE("an observer is told what it has functions for") {
  small::Gan gan;
  CountsSteps counts;
  SeesEnds ends;
  const auto objective = default_objective<small::Data::Sample>(6);
  train(gan, small::data(20), small::quick(4), objective, counts, ends);
  CHECK(counts.seen == std::vector<std::uint64_t>{1, 2, 3, 4});
  CHECK(counts.last);
  CHECK(ends.begun == 1);
  CHECK(ends.ended == 1);
}

TEST_CASE("a clock reads minutes and seconds, and hours where there are some") {
  CHECK(clock_text(0) == "0:00");
  CHECK(clock_text(61.2) == "1:02");
  CHECK(clock_text(3661) == "1:01:01");
}

TEST_CASE("into a pipe go plain lines, now and then") {
  TemporaryFolder folder;
  {
    std::FILE* file = std::fopen((folder / "out").c_str(), "w");
    ProgressLine progress(file);
    FakeRun run;
    for (int step = 1; step <= 100; ++step) {
      run.done = static_cast<std::uint64_t>(step);
      run.time = 0.5 * step;
      run.left = 100 - run.time;
      run.last = step == 100;
      progress.step(run);
    }
    progress.end(run);
    std::fclose(file);
  }
  const std::string text = text_of(folder / "out");
  CHECK(std::count(text.begin(), text.end(), '\n') == 7);
  CHECK(text.starts_with("step 1/2000  loss D 1.250 G 0.500  1234 images/s  1:40 left\n"));
  CHECK(text.ends_with("step 100/2000  loss D 1.250 G 0.500  1234 images/s  in 0:50\n"));
  CHECK_FALSE(contains(text, "\r"));
}

TEST_CASE("samples are of the same z and routes all through a run") {
  const small::Data data = small::data(20);
  small::Gan gan;
  train(gan, data, small::quick(4));
  Sampler sampler(gan, 50), single(gan, 1);
  const Picture grid = draw_sample_grid(gan, sampler, 7);
  CHECK(grid.pixels == draw_sample_grid(gan, single, 7).pixels);
  CHECK(grid.pixels != draw_sample_grid(gan, sampler, 8).pixels);
}
