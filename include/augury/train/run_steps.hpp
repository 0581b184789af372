// SPDX-License-Identifier: MIT
// The loop of a training run, and who observes it.
#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <type_traits>
#include <vector>

#include "augury/train/checkpoints.hpp"
#include "augury/train/event.hpp"
#include "augury/train/json_log.hpp"
#include "augury/train/named_numbers.hpp"
#include "augury/train/observer.hpp"
#include "augury/train/options.hpp"
#include "augury/train/progress_line.hpp"
#include "augury/train/sample_grid.hpp"
#include "augury/train/step.hpp"

namespace augury::detail {

/// The loop itself.
template <class Run_, class Guard_, class Loader_, class... Observers>
RunEnd run_steps(Run_& run, Guard_& guard, Loader_& loader, Observers&... observers) {
  const auto& o = run.options;
  using Sample = typename std::remove_reference_t<decltype(run.gan)>::Sample;
  const auto batch = static_cast<std::size_t>(o.batch);
  std::vector<float> pixels(batch * Sample::size);  // (N, H, W, C)
  std::vector<std::int32_t> labels(batch);          // (N)
  RunEnd end = RunEnd::finished;
  run.tell = [&](const RunEvent& event) { (tell_event(observers, run, event), ...); };
  (tell_begin(observers, run), ...);
  while (!run.ending() && run.step() < run.steps()) {
    const std::uint64_t step = run.step();
    const auto updates = static_cast<std::uint64_t>(o.discriminator_steps);
    const float factor = o.schedule.factor(step, o.steps) * run.guard.factor;
    run.training.run(step, factor, [&](int k) {
      loader.fill(step * updates + static_cast<std::uint64_t>(k), batch, pixels, labels);
      return HostBatch{pixels, labels};
    });
    run.advance();
    if (run.step() >= run.steps()) run.end_now();
    else if (end != RunEnd::finished) run.end_now();  // one step after a rollback
    else if (o.minutes > 0 && run.seconds() > 60 * o.minutes) end = RunEnd::out_of_time;
    else if (o.stop && o.stop()) end = RunEnd::stopped;
    if (end != RunEnd::finished) run.end_now();
    if (guard.watch(run)) continue;
    (tell_step(observers, run), ...);
  }
  (tell_end(observers, run), ...);
  return end;
}

/// Those observers that tell their numbers.
template <class... Observers>
std::vector<std::string> named_observers(const Observers&... observers) {
  std::vector<std::string> names;
  [[maybe_unused]] const auto add = [&](const auto& observer) {
    if constexpr (requires { observer.numbers(); }) names.push_back(named_numbers(observer));
  };
  (add(observers), ...);
  return names;
}

/// With the observers that a run with a folder has besides its own. One loop for all runs, with
/// those that a run does not have left out as it goes: a loop for each would be compiled for each.
template <class Run_, class Guard_, class Loader_, class... Observers>
RunEnd run_observed(Run_& run, Guard_& guard, Loader_& loader, Observers&... own) {
  const auto& o = run.options;
  Maybe<EventLines> events;
  Maybe<ProgressLine> progress;
  Maybe<JsonLog> log;
  Maybe<SampleGrid<std::remove_reference_t<decltype(run.gan)>>> samples;
  Maybe<Checkpoints> checkpoints;
  if (!o.quiet) events.observer.emplace(), progress.observer.emplace();
  if (!o.out.empty()) {
    log.observer.emplace(o.out / "log.jsonl");
    samples.observer.emplace(o.out / "samples");
    checkpoints.observer.emplace(o.out / checkpoint_name);
  }
  // The guard comes behind what may change something, and before what writes. Of that a checkpoint
  // comes last: what lies before it is not done again by a run that was killed there.
  return run_steps(run, guard, loader, own..., guard, log, samples, checkpoints, events, progress);
}

}  // namespace augury::detail
