// SPDX-License-Identifier: MIT
// cifar10: trains a GAN on CIFAR-10, on any of its batches, and writes as many new images as you
// like.
#include "doctor_verb.hpp"
#include "generate_verb.hpp"
#include "photo_networks.hpp"
#include "train_verb.hpp"

#include "augury/data/cifar.hpp"

namespace {

struct CifarSource {
  static constexpr const char* images = "CIFAR-10";
  static constexpr const char* data = "DIR";
  static constexpr const char* data_help =
      "folder with data_batch_1.bin to _5.bin, as many of them as are there";
  static bool drawn(const std::string&) { return false; }
  static std::vector<program::SourceOption> options() { return {}; }
};

struct Cifar {
  using Source = CifarSource;
  using Networks = photo::Networks<32, 3>;

  static augury::TrainOptions default_options() {
    augury::TrainOptions options;
    options.steps = 12'000;  // an hour on two cores
    options.schedule = {.shape = augury::Schedule::Shape::linear, .last = 0.1f};
    options.generator = options.discriminator = augury::Adam{.learning_rate = 4e-4f};
    return options;
  }
  static auto objective(int batch) { return augury::default_objective<Networks::Sample>(batch); }

  static auto images(const program::DataPlan& plan) {
    return augury::read_cifar10(plan.data, "train");
  }
  static auto test_set(const program::DataPlan& plan) {
    return augury::read_cifar10(plan.data, "test");
  }
};

}  // namespace

int main(int argc, char** argv) {
  return program::run(
      argc, argv, "Trains a GAN on CIFAR-10 and writes new images.",
      {{"train", "train on CIFAR-10", program::train_verb<Cifar>},
       {"generate", "write new images with a trained run", program::generate_verb<Cifar>},
       {"doctor", "say what the set is like, before any training", program::doctor_verb<Cifar>}});
}
