// SPDX-License-Identifier: MIT
// Run: what the observers of a training run see.
#pragma once
#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <functional>
#include <limits>
#include <map>
#include <string>
#include <utility>

#include "augury/core/error.hpp"
#include "augury/train/event.hpp"
#include "augury/train/guard_state.hpp"
#include "augury/train/step.hpp"

namespace augury {

template <class Gan_, class Step_, class Options_>
class Run {
 public:
  /// `penalties_every`: the step numbers that are multiples of it measure the penalties.
  Run(Gan_& g, Step_& t, const Options_& o, std::map<std::string, std::string> f,
      GuardState state = {}, int penalties_every = 1)
      : gan(g),
        training(t),
        options(o),
        facts(std::move(f)),
        guard(std::move(state)),
        first_(g.steps),
        measured_from_(g.steps),
        every_(static_cast<std::uint64_t>(penalties_every)) {
    older_ = newer_ = {start_, first_};
    follow_transition();
  }
  Run(const Run&) = delete;
  Run& operator=(const Run&) = delete;

  Gan_& gan;
  Step_& training;
  const Options_& options;
  /// What every checkpoint of the run carries.
  std::map<std::string, std::string> facts;
  GuardState guard;
  /// Tells all observers of an event.
  std::function<void(const RunEvent&)> tell = [](const RunEvent&) {};

  std::uint64_t step() const { return gan.steps; }       ///< steps done
  std::uint64_t steps() const { return options.steps; }  ///< to be done in all
  std::uint64_t first() const { return first_; }         ///< done before: not 0 for a resumed run
  bool ending() const { return ending_; }                ///< whether this step is the last
  /// Whether something that happens every so many steps, and at the last, happens now.
  bool due(int every) const {
    return ending_ || (every > 0 && step() % static_cast<std::uint64_t>(every) == 0);
  }

  /// What the last step measured. It is fetched from the backend when first asked for. A penalty
  /// that no step has measured yet since the run was resumed or taken back is NaN (null in the log).
  /// Throws Error where anything else is not finite, unless a guard sees to it.
  const StepReport& report() {
    if (reported_ == step()) return report_;
    report_ = training.report();
    reported_ = step();
    if (!options.guard.on) check();
    if (!penalised()) report_.penalty = std::numeric_limits<float>::quiet_NaN();
    return report_;
  }

  double seconds() const { return since(start_); }  ///< since this run began
  /// Over the last five to ten seconds; 0 before the first step.
  double images_per_second() const {
    const double time = since(older_.time);
    return time > 0 ? static_cast<double>(step() - older_.step) * options.batch / time : 0;
  }
  /// Until the last step, at the pace since this run began, saving and measuring included, or until
  /// the limit of time; negative: not known yet.
  double seconds_left() const {
    const auto to_do = static_cast<double>(steps() - std::min(step(), steps()));
    const double by_steps = advanced_ > 0 ? to_do * seconds() / static_cast<double>(advanced_) : -1;
    if (options.minutes <= 0) return by_steps;
    const double by_time = std::max(0.0, 60 * options.minutes - seconds());
    return by_steps < 0 ? by_time : std::min(by_steps, by_time);
  }

  /// For the trainer: one more step is done.
  void advance() {
    ++gan.steps;
    ++advanced_;
    follow_transition();
    if (since(newer_.time) < 5) return;
    older_ = std::exchange(newer_, {Clock::now(), step()});
  }
  void end_now() { ending_ = true; }
  /// For the guard: an earlier state was put back, from which the run goes on.
  void went_back() {
    ending_ = false;
    follow_transition();
    reported_ = ~std::uint64_t{0};  // its steps are done again, and measure other things
    measured_from_ = step();
    older_ = newer_ = {Clock::now(), step()};
  }

 private:
  using Clock = std::chrono::steady_clock;
  struct Mark {
    Clock::time_point time;
    std::uint64_t step;
  };
  static double since(Clock::time_point then) {
    return std::chrono::duration<double>(Clock::now() - then).count();
  }

  // A function of the step alone, so that nothing needs to be kept for a resumed run.
  void follow_transition() { gan.label_weight = options.transition.label_weight(gan.steps); }

  void check() const {
    const StepReport& r = report_;
    const bool finite = std::isfinite(r.loss_d) && std::isfinite(r.loss_g) &&
                        std::isfinite(r.real) && std::isfinite(r.fake) && std::isfinite(r.penalty);
    if (finite) return;
    throw Error("training broke down by step " + std::to_string(step()) + ": the losses are " +
                std::to_string(r.loss_d) + " (discriminator) and " + std::to_string(r.loss_g) +
                " (generator); try a smaller learning rate, a stronger gradient penalty or a "
                "larger batch");
  }

  /// Whether a step has been done that measures penalties.
  bool penalised() const { return (measured_from_ + every_ - 1) / every_ * every_ < step(); }

  std::uint64_t first_, measured_from_, every_;
  std::uint64_t advanced_ = 0;  // steps done by this process, with those that were done again
  Clock::time_point start_ = Clock::now();
  Mark older_, newer_;
  bool ending_ = false;
  std::uint64_t reported_ = ~std::uint64_t{0};
  StepReport report_{};
};

}  // namespace augury
