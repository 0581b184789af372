// SPDX-License-Identifier: MIT
// Guard: notices that a training broke down or collapsed, and takes it back to its last good state.
#pragma once
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <filesystem>
#include <string>
#include <utility>

#include "augury/core/error.hpp"
#include "augury/data/dataset.hpp"
#include "augury/io/json_object.hpp"
#include "augury/train/checkpoint.hpp"
#include "augury/train/event.hpp"
#include "augury/train/guard_state.hpp"
#include "augury/train/sample_spread.hpp"
#include "augury/train/snapshot.hpp"

namespace augury {

/// Every `guard.every` steps a run is either sound, and its state is kept, or it is not, and the
/// last sound state is put back with both learning rates halved. Not sound are numbers that are not
/// finite, and samples that collapsed: for `patience` checks in a row their spread
/// (train/sample_spread.hpp) was below a share of the widest that this run has shown. Where the
/// training images themselves differ less than that, their spread counts instead.
///
/// What is noticed when depends on the number of the step alone, with one exception that changes
/// no weight: weights that are not finite, which stay so, are also noticed before they are written.
template <class Gan_>
class Guard {
 public:
  template <Dataset Data>
  Guard(Gan_& gan, const Data& data) : spread_(gan, data) {}

  template <class Run>
  void begin(Run& run) {
    if (run.options.guard.on && !run.guard.good.taken())
      run.guard.good = Snapshot::take(run.gan, run.training);
  }

  /// After a step: whether the run was taken back. Throws Error where that happened too often; the
  /// Gan then holds the last good state.
  template <class Run>
  bool watch(Run& run) {
    const auto& o = run.options;
    if (!o.guard.on) return false;
    const bool check = run.step() % static_cast<std::uint64_t>(o.guard.every) == 0;
    if (!check && !run.due(o.sample_every) && !run.due(o.checkpoint_every)) return false;
    std::string trouble;
    if (!Snapshot::take(run.gan, run.training).finite()) trouble = "weights are no longer finite";
    else if (check) trouble = trouble_at_check(run);
    if (!trouble.empty()) {
      take_back(run, trouble);
      return true;
    }
    sound_ = check && run.guard.narrow == 0;
    return false;
  }

  /// After the observers that may change something, and before those that write: keeps a state that
  /// was found sound.
  template <class Run>
  void step(Run& run) {
    if (std::exchange(sound_, false)) run.guard.good = Snapshot::take(run.gan, run.training);
  }

 private:
  /// "" where all is well.
  template <class Run>
  std::string trouble_at_check(Run& run) {
    const auto& report = run.report();
    if (!std::isfinite(report.loss_d) || !std::isfinite(report.loss_g))
      return "the losses are " + std::to_string(report.loss_d) + " (discriminator) and " +
             std::to_string(report.loss_g) + " (generator)";
    GuardState& state = run.guard;
    const double now = spread_.of_samples(run.gan.options.seed);
    if (!std::isfinite(now)) return "samples are no longer finite";
    const double floor = run.options.guard.narrow * std::min(state.widest, spread_.of_images());
    state.narrow = now < floor ? state.narrow + 1 : 0;
    state.widest = std::max(state.widest, now);
    if (state.narrow < run.options.guard.patience) return "";
    return "the samples collapsed: their spread is " + to_json(static_cast<float>(now)) +
           ", and was " + to_json(static_cast<float>(state.widest)) + " at its widest";
  }

  template <class Run>
  void take_back(Run& run, const std::string& trouble) {
    GuardState& state = run.guard;
    const std::uint64_t step = run.step();
    state.good.put_back(run.gan, run.training);
    state.narrow = 0;
    run.went_back();
    const bool last = state.rollbacks >= run.options.guard.rollbacks;
    if (!last) ++state.rollbacks, state.factor /= 2;
    RunEvent event;
    event.line.add("step", step).add("event", last ? "stopped" : "rolled back");
    event.line.add("reason", trouble).add("to_step", run.step());
    event.line.add("learning_rate_factor", state.factor);
    event.sentence = "training broke down by step " + std::to_string(step) + ": " + trouble + "; ";
    if (!last) {
      event.sentence += "it goes on from step " + std::to_string(run.step()) +
                        " with the learning rates times " + to_json(state.factor);
      run.tell(event);
      return;
    }
    event.sentence += "after " + std::to_string(state.rollbacks) + " rollbacks it stops here; " +
                      what_is_left(run) + "; begin anew with a smaller learning rate, a stronger " +
                      "gradient penalty or a larger batch";
    const Error error(event.sentence);
    run.tell(event);
    throw error;
  }
  template <class Run>
  static std::string what_is_left(const Run& run) {
    const auto& out = run.options.out;
    if (!out.empty())
      for (const auto& [name, which] : {std::pair{best_name, "best"}, {checkpoint_name, "last"}})
        if (is_there(out / name))
          return std::string("its ") + which + " checkpoint is '" + (out / name).string() + "'";
    return "the networks are those of step " + std::to_string(run.step());
  }

  SampleSpread<Gan_> spread_;
  bool sound_ = false;  // what the last check found, until it is kept
};

}  // namespace augury
