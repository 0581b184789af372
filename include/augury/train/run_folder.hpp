// SPDX-License-Identifier: MIT
// What a training run checks before it begins, and how it finds its folder.
#pragma once
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <system_error>
#include <tuple>

#include "augury/core/error.hpp"
#include "augury/io/descriptor.hpp"
#include "augury/io/file.hpp"
#include "augury/io/folder.hpp"
#include "augury/io/folder_lock.hpp"
#include "augury/io/json_object.hpp"
#include "augury/network/frozen.hpp"
#include "augury/train/checkpoint.hpp"
#include "augury/train/gan.hpp"
#include "augury/train/options.hpp"

namespace augury::detail {

/// Throws UsageError.
inline void check_number(const char* what, double number) {
  if (!(number >= 0 && std::isfinite(number)))
    throw UsageError(std::string(what) + " must be a finite number of 0 or more, but is " +
                     to_json(number));
}

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
  check_number("the generator's learning rate", o.generator.learning_rate);
  check_number("the discriminator's learning rate", o.discriminator.learning_rate);
  check_number("the last factor of the schedule", o.schedule.last);
  check_number("the half-life of the generator's average", o.ema_half_life);
  const GuardOptions& guard = o.guard;
  if (guard.every < 1 || guard.patience < 1 || guard.rollbacks < 0 || !(guard.narrow >= 0))
    throw UsageError(
        "a guard looks every 1 or more steps, 1 or more times, and takes a run back 0 or more "
        "times; to have none, switch guard.on off");
  if (o.resume && o.force)
    throw UsageError("--resume goes on and --force begins anew: give one of them");
  if (o.resume && o.out.empty()) throw UsageError("--resume needs the folder of a run");
}

/// Throws UsageError for terms that would be rewarded for what they are to prevent.
template <class Objective_>
void check_terms(const Objective_& objective) {
  const auto check = [](const auto& term) {
    if constexpr (requires { term.check(); }) term.check();
    else if constexpr (requires { term.gamma; }) check_number("gamma of a penalty", term.gamma);
    else if constexpr (requires { term.lambda; }) check_number("lambda of a penalty", term.lambda);
  };
  std::apply([&](const auto&... term) { (check(term), ...); }, objective.penalties);
  if (objective.every < 1)
    throw UsageError("penalties are computed every so many steps, which must be at least 1");
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

/// Whether a file has the name of a grid of samples: step-<number>.png.
inline bool is_grid_name(std::string_view name) {
  constexpr std::string_view head = "step-", tail = ".png";
  if (name.size() <= head.size() + tail.size() || !name.starts_with(head) || !name.ends_with(tail))
    return false;
  name.remove_prefix(head.size());
  name.remove_suffix(tail.size());
  return name.find_first_not_of("0123456789") == name.npos;
}

/// Throws UsageError where a run would begin anew over what is not an earlier run's: files of the
/// names that a run's have without a run.json of ours, and other things in the place of its files.
inline void refuse_foreign_run(const std::filesystem::path& out) {
  namespace fs = std::filesystem;
  std::error_code ignored;
  const auto refuse = [](const fs::path& path, const char* why) {
    throw UsageError("'" + path.string() + "' is there, " + why +
                     "; move it away, or name another folder");
  };
  const auto samples = out / "samples", facts = out / "run.json";
  if (const auto kind = fs::symlink_status(samples, ignored);
      fs::exists(kind) && !fs::is_directory(fs::status(samples, ignored)))
    refuse(samples, "and a run needs a folder of that name");
  bool ours = false;
  for (const char* name : {"run.json", "log.jsonl", checkpoint_name, best_name})
    if (const auto kind = fs::symlink_status(out / name, ignored);
        fs::exists(kind) && !fs::is_regular_file(kind))
      refuse(out / name, "and a run needs a file of that name");
  if (is_there(facts)) {
    ExistingFile file(facts);
    const auto begin = file.read(std::min<std::uint64_t>(file.size(), 64));
    ours = as_text(begin).find("\"augury\"") != std::string_view::npos;
  }
  const char* const without = "but no run.json of a run, and --force would replace it";
  for (const char* name : {"run.json", "log.jsonl", checkpoint_name, best_name})
    if (!ours && is_there(out / name)) refuse(out / name, without);
  for (const auto& entry : fs::directory_iterator(samples, ignored)) {
    if (!is_grid_name(entry.path().filename().string())) continue;
    if (!ours) refuse(entry.path(), without);
    if (!entry.is_regular_file(ignored)) refuse(entry.path(), "and is no file of a run");
  }
}

/// Makes the folder. Throws UsageError where it cannot be this run's.
template <class Rule>
void require_folder(const TrainOptionsFor<Rule>& o) {
  if (o.resume && !is_there(o.out / checkpoint_name))
    throw UsageError("'" + o.out.string() + "' holds no " + checkpoint_name +
                     " to go on from; leave --resume away to begin");
  require_empty_folder(o.out, o.resume || o.force,
                       "name another folder, go on with --resume, or begin anew with --force");
  if (o.force) refuse_foreign_run(o.out);
}

/// The folder is there, it is this run's alone, and nothing in it is lost by accident.
template <class Rule>
FolderLock prepare_folder(const TrainOptionsFor<Rule>& o) {
  require_folder(o);
  FolderLock lock(o.out);
  require_folder(o);  // whoever had the lock before may have written
  return lock;
}

/// With --force, what an earlier run left is taken away, lest it be taken for this one's.
template <class Rule>
void clear_earlier_run(const TrainOptionsFor<Rule>& o) {
  namespace fs = std::filesystem;
  if (!o.force || !is_there(o.out / "run.json")) return;
  std::error_code ignored;
  for (const char* name : {checkpoint_name, best_name}) fs::remove(o.out / name, ignored);
  for (const auto& entry : fs::directory_iterator(o.out / "samples", ignored))
    if (is_grid_name(entry.path().filename().string())) fs::remove(entry.path(), ignored);
}

}  // namespace augury::detail
