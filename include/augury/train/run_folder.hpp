// SPDX-License-Identifier: MIT
// How a training run finds its folder.
#pragma once
#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <system_error>

#include "augury/core/error.hpp"
#include "augury/io/file.hpp"
#include "augury/io/file_names.hpp"
#include "augury/io/folder.hpp"
#include "augury/io/folder_lock.hpp"
#include "augury/train/checkpoint.hpp"
#include "augury/train/options.hpp"

namespace augury {

namespace detail {

/// Whether a file has the name of a grid of samples.
inline bool is_grid_name(const std::string& name) {
  return is_numbered_name(name, "step-", ".png");
}

/// Whether a folder has the run.json of a run.
inline bool holds_run(const std::filesystem::path& out) {
  std::error_code ignored;
  if (!std::filesystem::is_regular_file(out / "run.json", ignored)) return false;
  ExistingFile file(out / "run.json");
  const auto begin = file.read(std::min<std::uint64_t>(file.size(), 64));
  return as_text(begin).find("\"augury\"") != std::string_view::npos;
}

/// Throws UsageError where a run that begins anew would replace what is not an earlier run's.
inline void refuse_foreign_run(const std::filesystem::path& out) {
  namespace fs = std::filesystem;
  std::error_code ignored;
  const char* const advice = "; move it away, or name another folder";
  const bool ours = holds_run(out);
  const auto check = [&](const fs::path& path) {
    if (!is_there(path)) return;
    if (ours && fs::is_regular_file(fs::symlink_status(path, ignored))) return;
    throw UsageError("'" + path.string() + "' is there, but " +
                     (ours ? "is no file of a run" : "no run.json of a run") +
                     ", and --force would replace it" + advice);
  };
  for (const char* name : {"run.json", "log.jsonl", checkpoint_name, best_name}) check(out / name);
  const fs::path samples = out / "samples";
  if (is_there(samples) && !fs::is_directory(fs::symlink_status(samples, ignored)))
    throw UsageError("'" + samples.string() + "' is there, and a run needs a folder of that name" +
                     advice);
  for (const auto& entry : fs::directory_iterator(samples, ignored))
    if (is_grid_name(entry.path().filename().string())) check(entry.path());
}

}  // namespace detail

/// Throws UsageError where the folder of a run is not fit for it: not empty, with `force` somebody
/// else's, with `resume` without a checkpoint. Makes none. `train` asks this by itself; ask before it
/// where the data take long to read.
template <class Rule>
void check_run_folder(const TrainOptionsFor<Rule>& o) {
  const bool begun = is_there(o.out / checkpoint_name);
  if (o.resume && !begun)
    throw UsageError("'" + o.out.string() + "' holds no " + checkpoint_name +
                     " to go on from; leave --resume away to begin, with --force in its place if "
                     "the folder has what a stopped run left");
  if (!is_there(o.out)) return;
  require_empty_folder(
      o.out, o.resume || o.force,
      begun ? "name another folder, go on with --resume, or begin anew with --force"
            : "name another folder, or begin anew with --force, which replaces what an earlier run "
              "left and nothing else");
  if (o.force) detail::refuse_foreign_run(o.out);
}

namespace detail {

/// The folder is there, it is this run's alone, and nothing in it is lost by accident.
template <class Rule>
FolderLock prepare_folder(const TrainOptionsFor<Rule>& o) {
  check_run_folder(o);
  require_empty_folder(o.out, true);  // which makes it
  FolderLock lock(o.out);
  check_run_folder(o);  // whoever had the lock before may have written
  return lock;
}

/// With --force, what an earlier run left is taken away, lest it be taken for this one's.
template <class Rule>
void clear_earlier_run(const TrainOptionsFor<Rule>& o) {
  namespace fs = std::filesystem;
  if (!o.force) return;
  std::error_code ignored;
  for (const char* name : {checkpoint_name, best_name}) fs::remove(o.out / name, ignored);
  for (const auto& entry : fs::directory_iterator(o.out / "samples", ignored))
    if (is_grid_name(entry.path().filename().string())) fs::remove(entry.path(), ignored);
}

}  // namespace detail

}  // namespace augury
