// SPDX-License-Identifier: MIT
// The recipe of the program cifar10. Its images are read in images.cpp.
#pragma once
#include <string>
#include <vector>

#include "../shared/photo_networks.hpp"
#include "../shared/recipe.hpp"

#include "augury/data/dataset.hpp"

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
  using Sample = augury::Shape<32, 32, 3>;
  using Set = augury::ImageSet<Sample>;
  template <class Backend>
  using Networks = photo::Networks<32, 3, Backend>;

  static augury::TrainOptions default_options() {
    return photo::training(12'000, 64);  // an hour on two cores
  }
  static auto objective(int batch) { return augury::default_objective<Sample>(batch); }

  static Set images(const program::DataPlan& plan);
  static Set test_set(const program::DataPlan& plan);
};
