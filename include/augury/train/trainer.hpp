// SPDX-License-Identifier: MIT
// train: a data set in, a trained Gan out, and a folder that shows how it went.
#pragma once
#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <system_error>
#include <type_traits>
#include <utility>
#include <vector>

#include "augury/data/loader.hpp"
#include "augury/io/file.hpp"
#include "augury/io/folder.hpp"
#include "augury/train/checkpoints.hpp"
#include "augury/train/event.hpp"
#include "augury/train/guard.hpp"
#include "augury/train/json_log.hpp"
#include "augury/train/named_numbers.hpp"
#include "augury/train/observer.hpp"
#include "augury/train/options.hpp"
#include "augury/train/progress_line.hpp"
#include "augury/train/run.hpp"
#include "augury/train/run_file.hpp"
#include "augury/train/run_terms.hpp"
#include "augury/train/sample_grid.hpp"
#include "augury/train/start_from.hpp"

namespace augury {

namespace detail {

template <bool fits, class... Facts>
constexpr void explain_data() {
  static_assert(fits,
                "train: the data set's images have another shape than those that the Gan makes "
                "(first the Gan's, then the data set's, in the template arguments)");
}

template <class Rule>
void check_options(const TrainOptionsFor<Rule>& o) {
  if (o.steps < 1) throw UsageError("--steps must be at least 1");
  if (o.batch < 1) throw UsageError("--batch must be at least 1");
  if (o.discriminator_steps < 1)
    throw UsageError("a training step needs at least one step of the discriminator");
  if (o.log_every < 0 || o.sample_every < 0 || o.checkpoint_every < 0)
    throw UsageError("what happens every so many steps cannot happen every -1; 0 means at the end");
  if (!(o.minutes >= 0)) throw UsageError("--minutes must be at least 0 (0: no limit)");
  const GuardOptions& guard = o.guard;
  if (guard.every < 1 || guard.patience < 1 || guard.rollbacks < 0 || !(guard.narrow >= 0))
    throw UsageError(
        "a guard looks every 1 or more steps, 1 or more times, and takes a run back 0 or more "
        "times; to have none, switch guard.on off");
  if (o.resume && o.force)
    throw UsageError("--resume goes on and --force begins anew: give one of them");
  if (o.resume && o.out.empty()) throw UsageError("--resume needs the folder of a run");
}

/// What the networks decide: whether there are labels to come to, and layers to freeze.
template <class Gan_, class Rule>
void check_networks(const TrainOptionsFor<Rule>& o) {
  using D = typename Gan_::D;
  const Transition& transition = o.transition;
  const std::string given =
      "--transition " + std::to_string(transition.start) + "," + std::to_string(transition.end);
  if (transition.start > transition.end)
    throw UsageError(given + " ends before it begins; give its first step, then its last");
  if (transition.end > o.steps)
    throw UsageError(given + " would not be over after the " + std::to_string(o.steps) +
                     " steps of the run, and its images not of the classes asked for; end it at " +
                     "step " + std::to_string(o.steps) + " or before");
  if (transition.wanted() && !Gan_::conditional())
    throw UsageError(given + " is for networks that are told classes, and this generator is not; " +
                     "leave it away");
  frozen_entries(layout_of<typename D::Layers, typename D::Input>(Gan_::conditional() ? 1 : 0),
                 o.frozen_layers);
}

/// The folder is there, and nothing in it is lost by accident.
template <class Rule>
void prepare_folder(const TrainOptionsFor<Rule>& o) {
  namespace fs = std::filesystem;
  if (o.resume && !fs::exists(o.out / checkpoint_name))
    throw UsageError("'" + o.out.string() + "' holds no " + checkpoint_name +
                     " to go on from; begin with --force in the place of --resume");
  require_empty_folder(o.out, o.resume || o.force,
                       "name another folder, go on with --resume, or begin anew with --force");
}

/// With --force, what an earlier run left is taken away, lest it be taken for this one's.
template <class Rule>
void clear_earlier_run(const TrainOptionsFor<Rule>& o) {
  namespace fs = std::filesystem;
  if (!o.force || !fs::exists(o.out / "run.json")) return;
  std::error_code ignored;
  for (const char* name : {checkpoint_name, best_name}) fs::remove(o.out / name, ignored);
  for (const auto& entry : fs::directory_iterator(o.out / "samples", ignored))
    if (entry.path().filename().string().starts_with("step-")) fs::remove(entry.path(), ignored);
}

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

}  // namespace detail

/// Trains a Gan on a data set until it has done `options.steps` steps. An untrained Gan gets its
/// parameters first. Which images a step sees, and all its random numbers, depend on the Gan's seed
/// and the number of the step alone. With `options.out` the folder gets run.json, log.jsonl,
/// samples/ and checkpoint.safetensors. A run that breaks down is taken back (train/guard.hpp).
/// Throws UsageError for options that cannot be, before anything is written, and Error where files
/// fail or a run breaks down again and again.
template <class G, class D, class Backend, Dataset Data, class Rule = Adam, class Objective_,
          class... Observers>
RunEnd train(Gan<G, D, Backend>& gan, const Data& data, TrainOptionsFor<Rule> options,
             Objective_ objective, Observers&&... observers) {
  using Gan_ = Gan<G, D, Backend>;
  using Step_ = Step<Gan_, Objective_, Rule>;
  using Run_ = Run<Gan_, Step_, TrainOptionsFor<Rule>>;
  detail::explain_data<std::is_same_v<typename Data::Sample, typename Gan_::Sample>,
                       Got<typename Gan_::Sample>, Of<typename Data::Sample>>();
  static_assert((Observer<std::remove_reference_t<Observers>, Run_> && ...),
                "train: an observer has begin(run), step(run), end(run) or event(run, event)");
  detail::check_options(options);
  detail::check_networks<Gan_>(options);
  Loader<Data> loader(data, gan.options.seed);
  loader.check_batch(static_cast<std::size_t>(options.batch));
  const auto beginning = detail::beginning_of(gan, options);
  if (!options.out.empty()) detail::prepare_folder(options);
  if (!gan.prepared()) gan.prepare(detail::class_names_of(data));
  else if (gan.class_names() != detail::class_names_of(data))
    throw UsageError("the Gan was trained on other classes than the data set has");
  if (beginning) beginning->put_into(gan);

  Step_ step(gan,
             {options.batch, options.discriminator_steps, options.ema_half_life, options.idle_banks,
              options.frozen_layers},
             objective, options.generator, options.discriminator);
  const JsonObject description =
      describe_run(gan, data, options, objective, detail::named_observers(observers...));
  const auto facts = checkpoint_facts(options.notes, description);
  Guard<Gan_> guard(gan, data);
  GuardState state;
  if (options.resume) {
    const auto path = options.out / checkpoint_name;
    check_same_run(path, options.schedule, facts);
    state = GuardState::from(read_checkpoint_info(path).options);
    resume_checkpoint(path, gan, step, &state.good);
  }
  if (!options.out.empty()) {
    detail::clear_earlier_run(options);
    write_file(options.out / "run.json", description.page());
  }
  Run_ run(gan, step, options, facts, std::move(state), objective.every);
  return detail::run_observed(run, guard, loader, observers...);
}

/// The same with the default objective: relativistic pairing with R1 and R2 (2501.05441), and an
/// AuxiliaryLoss for a discriminator that ends in an AuxiliaryClassifier.
template <class G, class D, class Backend, Dataset Data, class Rule = Adam>
RunEnd train(Gan<G, D, Backend>& gan, const Data& data, TrainOptionsFor<Rule> options = {}) {
  return train(gan, data, std::move(options),
               default_objective<typename Data::Sample, D>(options.batch));
}

}  // namespace augury
