// SPDX-License-Identifier: MIT
// The verb generate, for every recipe.
#pragma once
#include <charconv>
#include <optional>

#include "recipe.hpp"

#include "augury/evaluate/nearest_neighbour.hpp"
#include "augury/train/checkpoint.hpp"
#include "augury/train/dataset_writer.hpp"
#include "augury/train/trainer.hpp"

namespace program {

template <Source S>
Options generate_options(const Words& words, bool measures) {
  Options options(words, "Writes new images with the networks of a run.");
  options.add("from", "RUN", "folder of the run")
      .add("out", "DIR", "folder for the images and manifest.csv")
      .add("per-class", "N", "N images of each class")
      .add("count", "N", "N images, the classes in turn")
      .add("balance-to", "N", "so many that each class has N with the images trained on")
      .add("seed", "N", "of the images; another one makes others (1)")
      .add("first", "N", "number of the first image, the others count on (0)")
      .add(
          "class", "K",
          "with --count: all of class number K; --count 1 --class LABEL --first NUMBER --seed SEED "
          "makes the image of that row of a manifest.csv again");
  if (measures)
    options.add("data", S::data,
                "the data of the run: also print what the images are good for, on its test set");
  options.add("force", "write into DIR although there is something in it");
  add_machine(options).read(words);
  return options;
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
  plan.first = options.number("first", 0, 0, std::uint64_t{1} << 48);
  plan.only = options.has("class") ? options.integer("class", 0, 0) : -1;
  plan.force = options.has("force");
  return plan;
}

/// The checkpoint of the run that --from names.
inline std::filesystem::path checkpoint_of(const Options& options) {
  const std::filesystem::path from = options.required("from");
  if (!std::filesystem::exists(from / augury::checkpoint_name))
    throw augury::UsageError("'" + from.string() + "' holds no " + augury::checkpoint_name +
                             "; give the folder that 'train --out' named");
  return from / augury::checkpoint_name;
}

/// Something that `train` wrote into the checkpoint.
inline std::string fact(const augury::CheckpointInfo& info, const std::string& key) {
  const auto at = info.options.find(key);
  if (at == info.options.end())
    throw augury::Error("the checkpoint does not say '" + key +
                        "', so no program of augury's wrote it");
  return at->second;
}

/// The plan of a run's images.
template <Source S>
DataPlan plan_of_run(const augury::CheckpointInfo& info, const std::string& data) {
  DataPlan plan{data, 0, info.seed};
  const std::string limit = fact(info, "limit");
  std::from_chars(limit.data(), limit.data() + limit.size(), plan.limit);
  for (const SourceOption& o : S::options()) plan.own[o.name] = fact(info, o.name);
  return plan;
}

/// The images that a run was trained on, by --data. Throws UsageError for others.
template <Recipe R>
auto data_of_run(const DataPlan& plan, const augury::CheckpointInfo& info) {
  const std::string limit = fact(info, "limit"), wanted = fact(info, "data_fingerprint");
  std::string found = "no --limit " + limit + " can be taken of them";
  try {
    auto set = R::training_set(plan);
    found = "fingerprint " + augury::fingerprint_text(set);
    if (found == "fingerprint " + wanted) return set;
  } catch (const augury::UsageError&) {  // what `found` says
  }
  throw augury::UsageError("the run was trained on --data " + fact(info, "data") + " (" +
                           (plan.limit > 0 ? "--limit " + limit + ", " : "") + "fingerprint " +
                           wanted + "), and --data " + plan.data + " holds other images (" + found +
                           "); give the data of the run, or leave --data away");
}

/// What the images are good for: the classes of test images by their nearest neighbour among them,
/// beside the same by the real images that the networks were trained on.
template <augury::Dataset D>
void print_accuracy(augury::Context<augury::Cpu>& context, const D& made, const D& real,
                    const D& test) {
  std::printf("1-nearest-neighbour accuracy on %zu test images:\n", test.size());
  std::printf("  by the %zu images made       %.2f %%\n", made.size(),
              100 * augury::nearest_neighbour_accuracy(context, made, test));
  std::printf("  by the %zu images trained on %.2f %%\n", real.size(),
              100 * augury::nearest_neighbour_accuracy(context, real, test));
}

/// Writes the images and collects them too.
template <class Gan>
auto write_and_keep(Gan& gan, const std::filesystem::path& out,
                    const augury::DatasetOptions& asked) {
  std::vector<float> pixels;
  std::vector<std::int32_t> labels;
  augury::write_dataset(gan, out, asked, [&](const augury::MadeImage& image) {
    for (const std::uint8_t byte : image.pixels)
      pixels.push_back(static_cast<float>(byte) / 127.5f - 1.0f);
    labels.push_back(image.label);
  });
  return augury::ImageSet<typename Gan::Sample>(std::move(pixels), std::move(labels),
                                                gan.class_names());
}

template <Recipe R>
int generate(const Options& options) {
  using S = typename R::Source;
  constexpr bool measures = requires(const DataPlan& plan) { R::test_set(plan); };
  const std::filesystem::path out = options.required("out");
  const std::string data = measures ? options.text("data") : "";
  augury::DatasetOptions asked = images_asked_for(options);

  typename R::Networks gan{{.seed = 0, .threads = read_machine(options)}};
  print_backend(gan.context());
  const std::filesystem::path checkpoint = checkpoint_of(options);
  const augury::CheckpointInfo info = augury::load_checkpoint(checkpoint, gan);
  for (const std::int64_t count : class_counts(info, "'" + options.text("from") + "'"))
    asked.have.push_back(static_cast<std::size_t>(count));

  const auto say = [&](std::size_t count) {
    std::printf("%zu images and manifest.csv are in %s.\n", count, out.c_str());
  };
  if constexpr (measures)
    if (!data.empty()) {  // read before anything is written: it may be the wrong one
      const DataPlan plan = plan_of_run<S>(info, data);
      const auto real = data_of_run<R>(plan, info);
      const auto test = R::test_set(plan);
      const auto made = write_and_keep(gan, out, asked);
      say(made.size());
      if (made.size() > 0) print_accuracy(gan.context(), made, real, test);
      return 0;
    }
  say(augury::write_dataset(gan, out, asked));
  return 0;
}

/// The verb of a program that has one recipe.
template <Recipe R>
int generate_verb(const Words& words) {
  constexpr bool measures = requires(const DataPlan& plan) { R::test_set(plan); };
  return generate<R>(generate_options<typename R::Source>(words, measures));
}

}  // namespace program
