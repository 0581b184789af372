// SPDX-License-Identifier: MIT
// Recipe: what a program says of itself, its networks and its images. The verbs do the rest.
#pragma once
#include <algorithm>
#include <charconv>
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <system_error>
#include <vector>

#include "machine.hpp"
#include "program.hpp"

#include "augury/core/error.hpp"
#include "augury/data/dataset.hpp"
#include "augury/io/json_object.hpp"
#include "augury/train/gan.hpp"
#include "augury/train/options.hpp"

namespace program {

/// Which images: --data, --limit, --seed and a source's own options, as the command line gives them
/// or as the checkpoint of a run keeps them.
struct DataPlan {
  std::string data;         ///< a folder, or the name of a drawn set
  std::uint64_t limit = 0;  ///< so many, as many of each class; 0: all
  std::uint64_t seed = 1;
  std::uint64_t hold_out = 0;  ///< so many are not trained on, as many of each class
  int threads = 0;             ///< to read with; 0: one per core
  std::map<std::string, std::string> own{};
};

/// An option of one source of images.
struct SourceOption {
  const char *name, *value, *text, *otherwise;
};

/// Where a program's images come from: words for the command line.
template <class S>
concept Source = requires {
  { S::images } -> std::convertible_to<const char*>;  // what it trains on, "a set of digits"
  { S::data } -> std::convertible_to<const char*>;    // the value of --data, "DIR|glyphs"
  { S::data_help } -> std::convertible_to<const char*>;
  { S::drawn("") } -> std::same_as<bool>;  // whether --data names a set that is no folder
  { S::options() } -> std::convertible_to<std::vector<SourceOption>>;
};

/// What a source alone can tell of the images of a plan, for the verb doctor.
template <augury::Dataset Set>
struct Examination {
  std::optional<Set> images;        ///< all of them; nothing where no image can be read,
  std::string failure;              ///< and then why
  std::string text;                 ///< what was found, for people: whole lines
  augury::JsonObject facts;         ///< the same for programs
  std::vector<std::string> advice;  ///< what to do about it, one sentence each
};

/// Networks for any backend, how they learn, and all images that a plan's data hold (division.hpp takes those to
/// train on); of a drawn set as many as --limit, and `draw_others(plan, count)` draws more. One
/// that also has `test_set(plan)` can measure what new images are good for, and one that has
/// `examine(plan)` tells the verb doctor in an Examination what its source is like.
template <class R>
concept Recipe = Source<typename R::Source> && requires(const DataPlan& plan) {
  typename R::Sample;
  typename R::template Networks<augury::Cpu>;
  { R::default_options() } -> std::same_as<augury::TrainOptions>;
  R::objective(64);
  { R::images(plan) } -> augury::Dataset;
};

/// Whether a recipe knows images that no training set of it holds.
template <class R>
inline constexpr bool has_test_set = requires(const DataPlan& plan) {
  R::test_set(plan);
};

constexpr std::uint64_t any_number = ~std::uint64_t{0};
constexpr int most_images = 100'000'000;

/// Throws UsageError where --data names nothing that images can come from.
template <Source S>
void require_data(const std::string& data) {
  std::error_code code;
  if (S::drawn(data) || std::filesystem::is_directory(data, code)) return;
  const bool locked = code && code != std::errc::no_such_file_or_directory;
  throw augury::UsageError(
      "--data takes " + std::string(S::data) + ", and " +
      (locked ? "'" + data + "' cannot be opened: " + code.message() + "; name one that is there"
       : std::filesystem::exists(data, code)
           ? "'" + data + "' is a file; name the folder that it is in"
           : "there is no folder '" + data + "'; name one that is there"));
}

/// What the options of a command line say of the images.
template <Source S>
DataPlan data_plan(const Options& options) {
  DataPlan plan{options.required("data"), options.number("limit", 0, 1, most_images),
                options.number("seed", 1, 0, any_number)};
  plan.hold_out = options.number("hold-out", 0, 0, most_images);
  require_data<S>(plan.data);
  plan.threads = options.integer("threads", 0, 1, most_threads);
  for (const SourceOption& o : S::options()) plan.own[o.name] = options.text(o.name, o.otherwise);
  return plan;
}

/// Where the files of data lie: their folder, and those that links in it lead to.
inline std::vector<std::filesystem::path> folders_of_data(const std::filesystem::path& data) {
  namespace fs = std::filesystem;
  std::error_code failed;
  std::vector<fs::path> folders;
  const fs::path folder = fs::canonical(data, failed);
  if (failed || !fs::is_directory(folder, failed)) return {};  // which is said where it is read
  folders.push_back(folder);
  fs::directory_iterator entry(folder, failed);
  for (; !failed && entry != fs::directory_iterator(); entry.increment(failed)) {
    std::error_code none;
    if (!entry->is_symlink(none) || !entry->is_directory(none)) continue;
    folders.push_back(fs::canonical(entry->path(), none));
  }
  return folders;
}

/// Throws UsageError where a folder to be written lies in the data, be it by a link: what is written
/// there would be taken for data the next time.
inline void refuse_inside(const std::vector<std::filesystem::path>& written,
                          const std::filesystem::path& data) {
  namespace fs = std::filesystem;
  std::error_code failed;
  const std::vector<fs::path> folders = folders_of_data(data);
  for (const fs::path& out : written) {
    const fs::path inner = fs::weakly_canonical(fs::absolute(out), failed);
    for (const fs::path& outer : folders)
      if (std::mismatch(outer.begin(), outer.end(), inner.begin(), inner.end()).first ==
          outer.end())
        throw augury::UsageError("--out " + out.string() + " lies in the folder of the data, '" +
                                 data.string() +
                                 "', which is never written into; name another one");
  }
}

/// What an option says, as a number if it is one.
inline augury::JsonValue value_of(const std::string& words) {
  std::uint64_t number = 0;
  std::from_chars(words.data(), words.data() + words.size(), number);
  return std::to_string(number) == words ? augury::JsonValue(number) : augury::JsonValue(words);
}

/// The plan for run.json and checkpoints.
template <Source S>
std::map<std::string, augury::JsonValue> notes_of(const DataPlan& plan, const Words& words) {
  namespace fs = std::filesystem;
  std::map<std::string, augury::JsonValue> notes;
  for (const auto& [name, value] : plan.own) notes[name] = value_of(value);
  notes["data"] =
      S::drawn(plan.data) ? plan.data : fs::absolute(plan.data).lexically_normal().string();
  notes["limit"] = plan.limit;
  notes["hold_out"] = plan.hold_out;
  notes["command"] = command_of(words);
  return notes;
}

}  // namespace program
