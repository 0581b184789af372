// SPDX-License-Identifier: MIT
// What the verb generate can be told.
#pragma once
#include <cstdint>
#include <filesystem>
#include <string>
#include <system_error>
#include <vector>

#include "doctor_text.hpp"
#include "machine.hpp"
#include "program.hpp"
#include "recipe.hpp"

#include "augury/train/checkpoint.hpp"
#include "augury/train/dataset_options.hpp"

namespace program {

template <Source S>
Options generate_options(const Words& words, bool measures) {
  Options options(words, "Writes new images with the networks of a run.");
  options
      .add("from", "RUN",
           "folder of a run, whose last networks are taken, or a file of them, as "
           "RUN/best.safetensors (needed)")
      .add("out", "DIR", "folder for the images and manifest.csv (needed)")
      .add(
          "per-class", "N",
          "N images of each class, 1 to 10^8 (one of --per-class, --count, --balance-to is needed)")
      .add("count", "N", "N images, 1 to 10^8, the classes in turn (see --per-class)")
      .add("balance-to", "N",
           "so many that each class has N with the images trained on, 1 to 10^8 (see --per-class)")
      .add("seed", "N", "of the images, 0 to 2^64 - 1; another one makes others (1)")
      .add("first", "N", "number of the first image, 0 to 2^39, the others count on (0)")
      .add("class", "K",
           "with --count: all of the class of this name, or else number, from 0 (all in turn); "
           "--count 1 --class CLASS --first NUMBER --seed SEED makes the image of that row of a "
           "manifest.csv again");
  options
      .add("data", S::data,
           measures
               ? "the data of the run: also print what the images are good for, on its test set "
                 "(those of the run, and nothing printed)"
               : "the data of the run, if they are no longer where they were (where they were)")
      .add("keep-copies", "keep images that are nearly copies of some that were trained on")
      .add("format", "folder|wds",
           "a folder of PNG files for each class, or WebDataset tar shards (folder)")
      .add("shard", "N", "with --format wds: images in each shard, 1 to 10^8 (1000)")
      .add("force",
           "write into DIR although there is something in it; a set that was written there before "
           "goes");
  add_machine(options).read(words);
  return options;
}

/// What the data set looks like on disk.
inline augury::DatasetFormat format_asked_for(const Options& options) {
  const std::string format = options.text("format", "folder");
  if (format != "folder" && format != "wds")
    options.fail("--format takes folder or wds, not '" + format + "'");
  if (options.has("shard") && format != "wds") options.fail("--shard goes with --format wds");
  return format == "wds" ? augury::DatasetFormat::webdataset : augury::DatasetFormat::folder;
}

/// The images that the command line asks for, so far as it alone can say.
inline augury::DatasetOptions images_asked_for(const Options& options) {
  if (options.has("per-class") + options.has("count") + options.has("balance-to") != 1)
    options.fail("give one of --per-class N, --count N and --balance-to N");
  if (options.has("class") && !options.has("count")) options.fail("--class goes with --count");
  augury::DatasetOptions plan;
  plan.per_class = options.number("per-class", 0, 1, most_images);
  plan.count = options.number("count", 0, 1, most_images);
  plan.balance_to = options.number("balance-to", 0, 1, most_images);
  plan.seed = options.number("seed", 1, 0, any_number);
  plan.first = options.number("first", 0, 0, std::uint64_t{1} << 39);
  plan.force = options.has("force");
  plan.format = format_asked_for(options);
  plan.shard = options.number("shard", plan.shard, 1, most_images);
  return plan;
}

/// The number of the class that --class names; -1 where it is not given. Names come first: a
/// folder "7" need not be class number 7.
inline int class_asked_for(const Options& options, const std::vector<std::string>& names) {
  if (!options.has("class")) return -1;
  const std::string asked = options.text("class");
  const auto count = static_cast<int>(names.size());
  for (int k = 0; k < count; ++k)
    if (names[static_cast<std::size_t>(k)] == asked) return k;
  std::string there;
  constexpr int most = 20;
  for (int k = 0; k < count; ++k) {
    if (std::to_string(k) == asked) return k;
    if (k >= most) continue;
    const std::string& name = names[static_cast<std::size_t>(k)];
    there += (k > 0 ? ", " : "") + std::to_string(k);
    if (name != std::to_string(k)) there += " " + quoted(name);
  }
  if (count > most) there += " and " + std::to_string(count - most) + " more";
  options.fail("--class takes the name or the number of a class, not '" + asked + "'; there are " +
               there);
}

/// The file that --from names, or the last checkpoint of the run that it names.
inline std::filesystem::path checkpoint_of(const Options& options) {
  const std::filesystem::path from = options.required("from");
  const std::string advice = "; give the folder that 'train --out' named, or a checkpoint in it";
  std::error_code failed;
  const auto status = std::filesystem::status(from, failed);
  if (std::filesystem::is_regular_file(status)) return from;
  if (status.type() == std::filesystem::file_type::not_found)
    throw augury::UsageError("there is no '" + from.string() + "'" + advice);
  if (failed)
    throw augury::UsageError("'" + from.string() + "' cannot be opened: " + failed.message() +
                             advice);
  if (!augury::is_there(from / augury::checkpoint_name))
    throw augury::UsageError("'" + from.string() + "' holds no " + augury::checkpoint_name +
                             advice);
  return from / augury::checkpoint_name;
}

}  // namespace program
