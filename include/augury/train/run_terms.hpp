// SPDX-License-Identifier: MIT
// The terms of a run: what must not change when it is resumed, for N steps, a stop and M steps to
// be N + M steps.
#pragma once
#include <filesystem>
#include <map>
#include <string>
#include <string_view>

#include "augury/core/error.hpp"
#include "augury/io/checkpoint.hpp"
#include "augury/io/json_object.hpp"
#include "augury/optim/schedule.hpp"

namespace augury {

/// A key of run.json, how a user names it, and why it counts where that is not plain to see.
struct RunTerm {
  const char* key;
  const char* words;
  const char* why = "";
};
/// With other data, in another order or by other rules a resumed run would be neither run. A user's
/// own rule, loss or penalty is told from others by its member `name`, if it has one; layers
/// and observers by what they tell of their numbers (train/named_numbers.hpp).
inline constexpr RunTerm run_terms[] = {
    {"seed", "--seed "},
    {"batch", "--batch "},
    {"discriminator_steps", "a number of discriminator steps of "},
    {"data_fingerprint", "a data set of fingerprint ",
     ", because images have been added, removed or changed"},
    {"generator_rule", "the generator's rule "},
    {"discriminator_rule", "the discriminator's rule "},
    {"schedule", "the schedule "},
    {"steps", "--steps ",
     ", because its schedule stretches over all of the steps (a new run can begin with its "
     "networks, by --start-from)"},
    {"transition", "the transition "},
    {"start_from", "a start from "},
    {"frozen_layers", "a number of frozen layers of "},
    {"ema_half_life", "an ema_half_life of "},
    {"idle_banks", "idle_banks "},
    {"loss", "the loss "},
    {"penalties", "the penalties "},
    {"penalties_every", "an Objective::every of "},
    {"guard", "the guard "},
    {"generator_layers", "the generator's layers "},
    {"discriminator_layers", "the discriminator's layers "},
    {"observers", "the observers "},
};

/// What a checkpoint carries of a run: the notes, the terms, and all of it as `run`.
inline std::map<std::string, std::string> checkpoint_facts(
    const std::map<std::string, JsonValue>& notes, const JsonObject& run) {
  std::map<std::string, std::string> facts;
  for (const auto& [key, note] : notes) facts[key] = JsonObject().add(key, note).value(key);
  for (const RunTerm& term : run_terms) facts[term.key] = run.value(term.key);
  facts["class_counts"] = run.value("class_counts");
  facts["run"] = run.line();
  return facts;
}

/// Throws UsageError where a run with the facts `now` is not the one of the checkpoint at `path`.
/// A schedule that does not depend on the number of steps leaves it free.
inline void check_same_run(const std::filesystem::path& path, const Schedule& schedule,
                           const std::map<std::string, std::string>& now) {
  const auto before = read_checkpoint_info(path).options;
  for (const auto& [key, words, why] : run_terms) {
    if (key == std::string_view("steps") && schedule.shape == Schedule::Shape::constant) continue;
    const auto at = before.find(key);
    if (at == before.end() || at->second == now.at(key)) continue;
    throw UsageError("the run in '" + path.parent_path().string() + "' was begun with " + words +
                     at->second + " and cannot go on with " + now.at(key) + why +
                     "; give the same again, or another --out");
  }
}

}  // namespace augury
