// SPDX-License-Identifier: MIT
// What the program folder does for one size and one number of channels. Its functions are compiled
// once for each, in objects of their own (instance.cpp), so that an edit of main rebuilds none.
#pragma once
#include "../program.hpp"

#include <string>
#include <vector>

#include "../recipe.hpp"

namespace folder {

struct FolderSource {
  static constexpr const char* images = "a folder of pictures";
  static constexpr const char* data = "DIR";
  static constexpr const char* data_help =
      "folder of pictures (JPEG, PNG, BMP, WebP, TIFF); its sub-folders are classes";
  static bool drawn(const std::string&) { return false; }
  static std::vector<program::SourceOption> options() {
    return {
        {"size", "32|64|128", "pixels a side (64)", "64"},
        {"channels", "1|3|4", "grey, colour, or colour with opacity (3)", "3"},
        {"fit", "crop|pad|stretch", "what gives way in pictures that are not square (crop)",
         "crop"},
        {"background", "COLOUR", "behind transparent pictures: a name or #rrggbb (white)", "white"},
        {"fill", "COLOUR", "beside pictures with --fit pad (black)", "black"}};
  }
};

/// Whatever the size.
inline augury::TrainOptions default_options() {
  augury::TrainOptions options;
  options.steps = 15'000;  // about an hour on two cores
  options.batch = 32;
  options.schedule = {.shape = augury::Schedule::Shape::linear, .last = 0.1f};
  options.generator = options.discriminator = augury::Adam{.learning_rate = 4e-4f};
  return options;
}

template <int Size, int Channels>
struct Verbs {
  static int train(const program::Options& options, const program::Words& words);
  static int generate(const program::Options& options);
  static int doctor(const program::Options& options);
};

}  // namespace folder
