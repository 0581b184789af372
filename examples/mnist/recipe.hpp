// SPDX-License-Identifier: MIT
// The recipe of the program mnist. Its images are read in images.cpp.
#pragma once
#include <string>
#include <vector>

#include "../shared/recipe.hpp"
#include "networks.hpp"

#include "augury/data/dataset.hpp"

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
  using Sample = Generator::Output;
  using Set = augury::ImageSet<Sample>;
  template <class Backend>
  using Networks = Digits<Backend>;
  static augury::TrainOptions default_options() { return ::default_options(); }
  static auto objective(int batch) { return ::objective(batch); }

  static Set images(const program::DataPlan& plan);
  static Set draw_others(const program::DataPlan& plan, int count);
  /// Images that no training set holds, of the same kind.
  static Set test_set(const program::DataPlan& plan);
};
