// SPDX-License-Identifier: MIT
// mnist: trains a GAN on MNIST, on any set in its format, or on drawn digits, and writes as many
// new images as you like.
#include "doctor_verb.hpp"
#include "generate_verb.hpp"
#include "mnist_networks.hpp"
#include "train_verb.hpp"

#include "augury/data/glyphs.hpp"
#include "augury/data/idx.hpp"

namespace {

using namespace augury;
using DigitSet = ImageSet<Generator::Output>;

struct DigitSource {
  static constexpr const char* images = "a set of digits";
  static constexpr const char* data = "DIR|glyphs";
  static constexpr const char* data_help =
      "folder with idx files as MNIST's, or drawn digits (1200, or --limit)";
  static bool drawn(const std::string& data) { return data == "glyphs"; }
  static std::vector<program::SourceOption> options() { return {}; }
};

struct Mnist {
  using Source = DigitSource;
  using Networks = Digits;
  static TrainOptions default_options() { return ::default_options(); }
  static auto objective(int batch) { return ::objective(batch); }

  static DigitSet images(const program::DataPlan& plan) {
    if (Source::drawn(plan.data))
      return glyphs(plan.limit > 0 ? static_cast<int>(plan.limit) : 1200, plan.seed);
    return read_idx<Generator::Output>(plan.data, "train");
  }
  static DigitSet draw_others(const program::DataPlan& plan, int count) {
    return glyphs(count, ~(plan.seed + 1));
  }
  /// Images that no training set holds, of the same kind.
  static DigitSet test_set(const program::DataPlan& plan) {
    if (Source::drawn(plan.data)) return glyphs(10'000, ~plan.seed);
    return read_idx<Generator::Output>(plan.data, "t10k");
  }
};

}  // namespace

int main(int argc, char** argv) {
  return program::run(
      argc, argv, "Trains a GAN on digits and writes new ones.",
      {{"train", "train on a set of digits", program::train_verb<Mnist>},
       {"generate", "write new images with a trained run", program::generate_verb<Mnist>},
       {"doctor", "say what a set is like, before any training", program::doctor_verb<Mnist>}});
}
