// SPDX-License-Identifier: MIT
// Options of the verb train for data of few images.
#pragma once
#include <charconv>
#include <cstdint>
#include <string>
#include <system_error>

#include "program.hpp"

#include "augury/train/options.hpp"
#include "augury/train/transition.hpp"

namespace program {

inline Options& add_few_images(Options& options) {
  return options
      .add("transition", "A,B",
           "for few images of each class: train without classes up to step A, then tell them more "
           "and more, and in full from step B (none)")
      .add("start-from", "RUN|FILE",
           "begin with the networks of another run; what belongs to a class is kept where both "
           "have a class of that name (none)")
      .add("freeze", "K",
           "with --start-from: the discriminator's first K layers with parameters stay as they "
           "are, 0 to all but one (0)");
}

/// --transition A,B
inline augury::Transition transition_of(const Options& options) {
  augury::Transition transition;
  if (!options.has("transition")) return transition;
  const std::string words = options.text("transition");
  const char *at = words.data(), *end = at + words.size();
  const auto take = [&](std::uint64_t& number) {
    const auto [stop, error] = std::from_chars(at, end, number);
    at = stop;
    return error == std::errc();
  };
  const bool whole = take(transition.start) && at != end && *at++ == ',' && take(transition.end);
  if (!whole || at != end || transition.start >= transition.end)
    options.fail("--transition takes two steps A,B with A before B, as in 2000,4000, not '" +
                 words + "'");
  return transition;
}

/// What of a run these options say.
inline void read_few_images(const Options& options, augury::TrainOptions& run) {
  run.transition = transition_of(options);
  if (options.has("start-from")) run.start_from = options.required("start-from");
  run.frozen_layers = options.integer("freeze", 0, 0);
  if (run.frozen_layers > 0 && run.start_from.empty())
    options.fail("--freeze keeps layers that have learned elsewhere, so it goes with --start-from");
}

}  // namespace program
