// SPDX-License-Identifier: MIT
// What a training run checks of its options before it begins.
#pragma once
#include <string>

#include "augury/core/error.hpp"
#include "augury/core/require_number.hpp"
#include "augury/network/frozen.hpp"
#include "augury/train/gan.hpp"
#include "augury/train/options.hpp"

namespace augury::detail {

template <class Rule>
void check_options(const TrainOptionsFor<Rule>& o) {
  if (o.steps < 1) throw UsageError("--steps must be at least 1");
  if (o.batch < 1) throw UsageError("--batch must be at least 1");
  if (o.discriminator_steps < 1)
    throw UsageError("a training step needs at least one step of the discriminator");
  if (o.log_every < 0 || o.sample_every < 0 || o.checkpoint_every < 0)
    throw UsageError(
        "what happens every so many steps needs a number of 0 or more; 0 means at the end");
  if (!(o.minutes >= 0)) throw UsageError("--minutes must be at least 0 (0: no limit)");
  check_numbers(o.generator);
  check_numbers(o.discriminator);
  require_number("the last factor of the schedule", o.schedule.last);
  require_number("the half-life of the generator's average", o.ema_half_life);
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
  check_told(Gan_::conditional(), Gan_::judges_classes());
  frozen_entries(layout_of<typename D::Layers, typename D::Input>(Gan_::conditional() ? 1 : 0),
                 o.frozen_layers);
}

}  // namespace augury::detail
