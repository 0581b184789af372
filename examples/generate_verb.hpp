// SPDX-License-Identifier: MIT
// The verb generate, for every recipe.
#pragma once
#include <functional>
#include <utility>
#include <vector>

#include "doctor_text.hpp"
#include "recipe.hpp"
#include "run_images.hpp"

#include "augury/evaluate/nearest_neighbour.hpp"
#include "augury/train/checkpoint.hpp"
#include "augury/train/dataset_writer.hpp"
#include "augury/train/trainer.hpp"

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
  if (std::filesystem::is_regular_file(from)) return from;
  if (!std::filesystem::exists(from / augury::checkpoint_name))
    throw augury::UsageError("'" + from.string() + "' holds no " + augury::checkpoint_name +
                             "; give the folder that 'train --out' named, or a checkpoint in it");
  return from / augury::checkpoint_name;
}

/// What the images are good for: the classes of test images by their nearest neighbour among them,
/// beside the same by the real images that the networks were trained on.
template <augury::Dataset Images, augury::Dataset Real>
void print_accuracy(augury::Context<augury::Cpu>& context, const Images& made, const Real& real,
                    const Images& test) {
  std::printf("1-nearest-neighbour accuracy on %zu test images:\n", test.size());
  std::printf("  by the %zu images made       %.2f %%\n", made.size(),
              100 * augury::nearest_neighbour_accuracy(context, made, test));
  std::printf("  by the %zu images trained on %.2f %%\n", real.size(),
              100 * augury::nearest_neighbour_accuracy(context, real, test));
}

/// The images that were made, as long as someone wants to measure them.
template <class Sample>
struct Kept {
  bool wanted = false;
  std::vector<float> pixels{};
  std::vector<std::int32_t> labels{};

  void operator()(const augury::MadeImage& image) {
    if (!wanted) return;
    augury::append_numbers(pixels, image.pixels);
    labels.push_back(image.label);
  }
};

/// What near copies are told by.
inline void print_yardstick(std::size_t trained, std::size_t unseen) {
  if (unseen > 0)
    std::printf(
        "Near copies are those nearer to an image trained on than 99 %% of %zu unseen ones.\n",
        unseen);
  else
    std::printf(
        "Near copies are those nearer to an image trained on than 99 %% of these %zu are to each "
        "other (leave-one-out), for want of unseen images; 'train --hold-out N' keeps some.\n",
        trained);
}

inline void print_written(const augury::DatasetWritten& written, const std::string& out) {
  std::printf("%zu images and manifest.csv are in %s.\n", written.images, out.c_str());
  if (written.rejected > 0)
    std::printf(
        "%zu more were made and not kept, as near copies of images trained on; manifest.csv has "
        "them with the reason.\n",
        written.rejected);
  if (written.missing > 0)
    std::printf("%zu are missing: the generator copies too often to make as many new ones.\n",
                written.missing);
}

template <Recipe R>
int generate(const Options& options) {
  using Networks = typename R::Networks;
  const std::filesystem::path out = options.folder("out");
  augury::DatasetOptions asked = images_asked_for(options);

  Networks gan{{.seed = 0, .threads = read_machine(options)}};
  print_backend(gan.context());
  const augury::CheckpointInfo info = augury::load_checkpoint(checkpoint_of(options), gan);
  if (gan.label_weight < 1)
    std::fprintf(stderr,
                 "The run was saved amid its transition: classes count %.0f %% of what they will, "
                 "and images may show another than their own.\n",
                 100 * static_cast<double>(gan.label_weight));
  asked.only = class_asked_for(options, gan.class_names());
  refuse_inside(out, fact(info, "data"));
  for (const std::int64_t count : class_counts(info, "'" + options.text("from") + "'"))
    asked.have.push_back(static_cast<std::size_t>(count));
  if (asked.balance_to > 0 && std::ranges::min(asked.have) >= asked.balance_to) {
    std::printf("No images are needed, and nothing was written: each class has %zu or more.\n",
                asked.balance_to);
    return 0;
  }
  // An image that is made again shall be made, whatever a gate says of it.
  const bool again = options.has("class") && asked.count == 1;
  const bool guarded = !again && !options.has("keep-copies");
  // Read before anything is written: they may be the wrong ones.
  if (options.has("data")) require_data<typename R::Source>(options.text("data"));
  const int threads = options.integer("threads", 0, 1, most_threads);
  const RunImages<R> images(info, options.text("data"), threads, guarded);

  Kept<typename Networks::Sample> kept{has_test_set<R> && options.has("data")};
  auto& context = gan.context();
  augury::Gate<typename Networks::Sample> gate;  // empty: everything is kept
  if (guarded && images.unseen) gate = augury::NearCopyGate(context, *images.real, *images.unseen);
  else if (guarded && images.real) gate = augury::NearCopyGate(context, *images.real);
  if (guarded && images.real)
    print_yardstick(images.real->size(), images.unseen ? images.unseen->size() : 0);
  print_written(augury::write_dataset(gan, out, asked, gate, std::ref(kept)), out.string());
  if (kept.labels.empty()) return 0;
  print_accuracy(context,
                 augury::ImageSet<typename Networks::Sample>(
                     std::move(kept.pixels), std::move(kept.labels), gan.class_names()),
                 *images.real, *images.unseen);
  return 0;
}

/// The verb of a program that has one recipe.
template <Recipe R>
int generate_verb(const Words& words) {
  return generate<R>(generate_options<typename R::Source>(words, has_test_set<R>));
}

}  // namespace program
