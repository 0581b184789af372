// SPDX-License-Identifier: MIT
// mnist: trains a GAN on MNIST, on any set in its format, or on drawn digits, and writes as many
// new images as you like.
#include <algorithm>
#include <charconv>

#include "mnist_networks.hpp"
#include "program.hpp"

#include "augury/data/glyphs.hpp"
#include "augury/data/idx.hpp"
#include "augury/data/subset.hpp"
#include "augury/evaluate/nearest_neighbour.hpp"
#include "augury/train/dataset_writer.hpp"
#include "augury/train/trainer.hpp"

namespace fs = std::filesystem;
using namespace augury;
using program::Options;
using program::Words;
using DigitSet = ImageSet<Generator::Output>;

namespace {

constexpr std::uint64_t any = ~std::uint64_t{0};
constexpr int most_images = 100'000'000;

/// What --data and --limit name: the images to train on.
DigitSet training_set(const std::string& data, std::uint64_t limit, std::uint64_t seed) {
  if (data == "glyphs") return glyphs(limit > 0 ? static_cast<int>(limit) : 1200, seed);
  DigitSet all = read_idx<Generator::Output>(data, "train");
  return limit > 0 ? balanced_subset(all, limit, seed) : all;
}
/// Images that no training set holds, of the same kind.
DigitSet test_set(const std::string& data, std::uint64_t seed) {
  if (data == "glyphs") return glyphs(10'000, ~seed);
  return read_idx<Generator::Output>(data, "t10k");
}

void check_device(const Options& options) {
  const std::string device = options.text("device", "cpu");
  if (device == "cuda")
    throw UsageError("this build has no CUDA backend; leave --device away or type --device cpu");
  if (device != "cpu") options.fail("--device takes cpu or cuda, not '" + device + "'");
}

// ------------------------------------------------------------------------------------- train

/// The command that goes on with a run that was stopped.
std::string command_to_resume(const Words& words) {
  Words again;
  for (const std::string& word : words)
    if (word != "--force" && word != "--resume") again.push_back(word);
  again.push_back("--resume");
  return program::command_of(again);
}

int train_verb(const Words& words) {
  TrainOptions run = default_options();
  Options options(words[0] + " train", "Trains on a set of digits, or goes on with a training.");
  options.add("data", "DIR|glyphs", "folder with idx files as MNIST's, or drawn digits")
      .add("out", "RUN", "folder for the run: run.json, log.jsonl, samples, checkpoint")
      .add("limit", "N", "train on N images, as many of each class (glyphs: 1200)")
      .add("steps", "N", "training steps")
      .add("minutes", "M", "stop after so many minutes")
      .add("batch", "N", "images per step")
      .add("seed", "N", "of everything random (1)")
      .add("device", "cpu|cuda", "what to compute on (cpu)")
      .add("threads", "N", "threads; the result does not depend on them (one per core)")
      .add("checkpoint-every", "N", "steps between checkpoints")
      .add("resume",
           "go on from the checkpoint in RUN; with the options of before it ends as if never "
           "stopped")
      .add("force", "begin anew although there is a run in RUN")
      .add("quiet", "show no progress");
  options.read({words.begin() + 2, words.end()});
  const std::string data = options.required("data");
  run.out = options.required("out");
  run.steps = options.number("steps", run.steps, 1, 1'000'000'000'000);
  run.minutes = options.real("minutes", 0, 1e6);
  run.batch = options.integer("batch", run.batch, 1, 1'000'000);
  run.checkpoint_every = options.integer("checkpoint-every", run.checkpoint_every, 1);
  run.resume = options.has("resume");
  run.force = options.has("force");
  run.quiet = options.has("quiet");
  const std::uint64_t limit = options.number("limit", 0, 1, most_images);
  const std::uint64_t seed = options.number("seed", 1, 0, any);
  const int threads = options.integer("threads", 0, 1, 1024);
  check_device(options);
  program::catch_interrupts();
  run.stop = program::interrupted;
  run.notes = {{"data", data == "glyphs" ? data : fs::absolute(data).lexically_normal().string()},
               {"limit", std::to_string(limit)},
               {"command", program::command_of(words)}};

  Digits gan{{.seed = seed, .threads = threads}};
  program::print_backend(gan.context());
  const DigitSet digits = training_set(data, limit, seed);
  std::printf("data %s: %zu images of %d classes\n", data.c_str(), digits.size(), digits.classes());
  const RunEnd end = train(gan, digits, run, objective(run.batch));

  const std::string out = run.out.string();
  if (end == RunEnd::stopped) {
    std::printf("Stopped after step %llu, and all of it is saved. To go on, type:\n  %s\n",
                static_cast<unsigned long long>(gan.steps), command_to_resume(words).c_str());
    return 1;
  }
  std::printf(
      "Step %llu is done.\n"
      "  %s/samples                  what was drawn on the way, one row per class\n"
      "  %s/checkpoint.safetensors   the networks\n"
      "Next:\n  %s\n",
      static_cast<unsigned long long>(gan.steps), out.c_str(), out.c_str(),
      program::command_of(
          {words[0], "generate", "--from", out, "--out", out + "-images", "--per-class", "1000"})
          .c_str());
  return 0;
}

// ---------------------------------------------------------------------------------- generate

/// Something that `train` wrote into the checkpoint, as whole numbers: "1200" or "[120,118]".
std::vector<std::uint64_t> fact(const CheckpointInfo& info, const std::string& key) {
  const auto at = info.options.find(key);
  if (at == info.options.end())
    throw Error("the checkpoint does not say '" + key + "', so it was not written by mnist train");
  std::vector<std::uint64_t> numbers;
  const char *from = at->second.data(), *end = from + at->second.size();
  while ((from = std::find_if(from, end, [](char c) { return c >= '0' && c <= '9'; })) != end)
    from = std::from_chars(from, end, numbers.emplace_back()).ptr;
  return numbers;
}

/// What the images are good for: the classes of test images by their nearest neighbour among them,
/// beside the same by the real images that the networks were trained on.
void print_accuracy(Context<Cpu>& context, const DigitSet& made, const std::string& data,
                    const CheckpointInfo& info) {
  const std::uint64_t limit = fact(info, "limit").at(0);
  const DigitSet real = training_set(data, limit, info.seed);
  const DigitSet test = test_set(data, info.seed);
  std::printf("1-nearest-neighbour accuracy on %zu test images:\n", test.size());
  std::printf("  by the %zu images made       %.2f %%\n", made.size(),
              100 * nearest_neighbour_accuracy(context, made, test));
  std::printf("  by the %zu images trained on %.2f %%\n", real.size(),
              100 * nearest_neighbour_accuracy(context, real, test));
}

int generate_verb(const Words& words) {
  Options options(words[0] + " generate", "Writes new images with the networks of a run.");
  options.add("from", "RUN", "folder of the run")
      .add("out", "DIR", "folder for the images and manifest.csv")
      .add("per-class", "N", "N images of each class")
      .add("count", "N", "N images, the classes in turn")
      .add("balance-to", "N", "so many that each class has N with the images trained on")
      .add("seed", "N", "of the images; another one makes others (1)")
      .add("first", "N", "number of the first image: with --count 1 that image again (0)")
      .add("class", "K", "with --count: all of class number K")
      .add("data", "DIR|glyphs", "also print what the images are good for, on this test set")
      .add("threads", "N", "threads (one per core)")
      .add("device", "cpu|cuda", "what to compute on (cpu)")
      .add("force", "write into DIR although there is something in it");
  options.read({words.begin() + 2, words.end()});
  const fs::path from = options.required("from"), out = options.required("out");
  if (options.has("per-class") + options.has("count") + options.has("balance-to") != 1)
    options.fail("give one of --per-class N, --count N and --balance-to N");
  if (options.has("class") && !options.has("count")) options.fail("--class goes with --count");
  DatasetOptions plan;
  plan.per_class = options.number("per-class", 0, 1, most_images);
  plan.count = options.number("count", 0, 1, most_images);
  plan.balance_to = options.number("balance-to", 0, 1, most_images);
  plan.seed = options.number("seed", 1, 0, any);
  plan.first = options.number("first", 0, 0, std::uint64_t{1} << 48);
  plan.only = options.integer("class", -1, 0);
  plan.force = options.has("force");
  const int threads = options.integer("threads", 0, 1, 1024);
  check_device(options);

  Digits gan{{.seed = 0, .threads = threads}};
  program::print_backend(gan.context());
  if (!fs::exists(from / checkpoint_name))
    throw UsageError("'" + from.string() + "' holds no " + checkpoint_name +
                     "; give the folder that 'train --out' named");
  const CheckpointInfo info = load_checkpoint(from / checkpoint_name, gan);
  if (plan.balance_to > 0) {
    const auto counts = fact(info, "class_counts");
    plan.have.assign(counts.begin(), counts.end());
  }

  const std::string data = options.text("data");
  std::vector<float> pixels;
  std::vector<std::int32_t> labels;
  const std::size_t count = write_dataset(gan, out, plan, [&](const MadeImage& image) {
    if (data.empty()) return;
    for (const std::uint8_t byte : image.pixels)
      pixels.push_back(static_cast<float>(byte) / 127.5f - 1.0f);
    labels.push_back(image.label);
  });
  std::printf("%zu images and manifest.csv are in %s.\n", count, out.c_str());
  if (!data.empty() && count > 0)
    print_accuracy(gan.context(), DigitSet(std::move(pixels), std::move(labels), gan.class_names()),
                   data, info);
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  return program::run(argc, argv, "Trains a GAN on digits and writes new ones.",
                      {{"train", "train on a set of digits", train_verb},
                       {"generate", "write new images with a trained run", generate_verb}});
}
