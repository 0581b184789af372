// SPDX-License-Identifier: MIT
// The work of the verb generate, for every recipe and backend.
#pragma once
#include <algorithm>
#include <filesystem>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "doctor_text.hpp"
#include "generate_options.hpp"
#include "machine.hpp"
#include "recipe.hpp"
#include "run_images.hpp"
#include "verbs.hpp"

#include "augury/evaluate/nearest_neighbour.hpp"
#include "augury/io/file_names.hpp"
#include "augury/train/checkpoint.hpp"
#include "augury/train/dataset_writer.hpp"
#include "augury/train/trainer.hpp"

namespace program {

/// What the images are good for: the classes of test images by their nearest neighbour among them,
/// beside the same by the real images that the networks were trained on.
template <class Backend, augury::Dataset Images, augury::Dataset Real>
void print_accuracy(augury::Context<Backend>& context, const Images& made, const Real& real,
                    const Images& test) {
  std::printf("1-nearest-neighbour accuracy on %zu test images:\n", test.size());
  std::printf("  by the %zu images made       %.2f %%\n", made.size(),
              100 * augury::nearest_neighbour_accuracy(context, made, test));
  std::printf("  by the %zu images trained on %.2f %%\n", real.size(),
              100 * augury::nearest_neighbour_accuracy(context, real, test));
}

/// The images that were made, as long as someone wants to measure them. Throws Error when the user
/// has had enough.
template <class Sample>
struct Kept {
  std::filesystem::path out;
  bool wanted = false;
  std::size_t written = 0;
  std::vector<float> pixels{};
  std::vector<std::int32_t> labels{};

  void operator()(const augury::MadeImage& image) {
    ++written;
    if (interrupted())
      throw augury::Error("stopped: the set in '" + out.string() + "' is not whole, it has " +
                          std::to_string(written) + (written == 1 ? " image" : " images") +
                          " and no manifest.csv; the same command with --force makes it anew");
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
  std::printf("%zu image%s and manifest.csv are in %s.\n", written.images,
              written.images == 1 ? "" : "s", out.c_str());
  if (written.rejected > 0)
    std::printf(
        "Made and not kept, as near copies of images trained on: %zu; manifest.csv says of each "
        "why.\n",
        written.rejected);
  if (written.missing > 0)
    std::printf("%zu are missing: the generator copies too often to make as many new ones.\n",
                written.missing);
}

template <class R, class Backend>
int Verbs<R, Backend>::generate(const Options& options) {
  static_assert(Recipe<R>);
  using Networks = typename R::template Networks<Backend>;
  const std::filesystem::path out = options.folder("out");
  augury::DatasetOptions asked = images_asked_for(options);

  Networks gan(gan_options(options, 0));
  print_backend(gan.context());
  const augury::CheckpointInfo info = augury::load_checkpoint(checkpoint_of(options), gan);
  if (gan.label_weight < 1)
    std::fprintf(stderr,
                 "The run was saved amid its transition: classes count %.0f %% of what they will, "
                 "and images may show another than their own.\n",
                 100 * static_cast<double>(gan.label_weight));
  asked.only = class_asked_for(options, gan.class_names());
  // A class's folder may be a link, or that of the data itself where these are one class.
  std::vector<std::filesystem::path> written{out};
  for (const std::string& name : augury::detail::file_names(gan.class_names()))
    written.push_back(out / name);
  refuse_inside(written, fact(info, "data"));
  if (options.has("data")) refuse_inside(written, options.text("data"));
  for (const std::int64_t count : class_counts(info, "'" + options.text("from") + "'"))
    asked.have.push_back(static_cast<std::size_t>(count));
  const bool counted = asked.balance_to > 0 && !asked.have.empty();
  if (counted && std::ranges::min(asked.have) >= asked.balance_to) {
    std::printf("No images are needed, and nothing was written: each class has %zu or more.\n",
                asked.balance_to);
    return 0;
  }
  // Before images are read, which may take long.
  if (augury::is_there(out)) augury::require_empty_folder(out, asked.force);
  // An image that is made again shall be made, whatever a gate says of it.
  const bool again = options.has("class") && asked.count == 1;
  const bool guarded = !again && !options.has("keep-copies");
  // Read before anything is written: they may be the wrong ones.
  if (options.has("data")) require_data<typename R::Source>(options.text("data"));
  const RunImages<R> images(info, options.text("data"), gan.options.threads, guarded);

  Kept<typename Networks::Sample> kept{out, has_test_set<R> && options.has("data")};
  auto& context = gan.context();
  augury::Gate<typename Networks::Sample> gate;  // empty: everything is kept
  if (guarded && images.unseen) gate = augury::NearCopyGate(context, *images.real, *images.unseen);
  else if (guarded && images.real) gate = augury::NearCopyGate(context, *images.real);
  if (guarded && images.real)
    print_yardstick(images.real->size(), images.unseen ? images.unseen->size() : 0);
  catch_interrupts();
  print_written(augury::write_dataset(gan, out, asked, gate, std::ref(kept)), out.string());
  if (kept.labels.empty()) return 0;
  print_accuracy(context,
                 augury::ImageSet<typename Networks::Sample>(
                     std::move(kept.pixels), std::move(kept.labels), gan.class_names()),
                 *images.real, *images.unseen);
  return 0;
}

}  // namespace program
