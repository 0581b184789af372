// SPDX-License-Identifier: MIT
// The recipe of the program folder for one size and one number of channels. Its verbs are compiled
// once for each and for each backend, in objects of their own (instance.cpp, cuda.cu), so that an
// edit of main rebuilds none; its images are read in instance.cpp, which alone needs OpenCV.
#pragma once
#include <string>
#include <vector>

#include "../shared/photo_networks.hpp"
#include "../shared/recipe.hpp"

#include "augury/images/folder_images.hpp"

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
  return photo::training(15'000, 32);  // about an hour on two cores
}

template <int Size, int Channels>
struct Folder {
  using Source = FolderSource;
  using Sample = augury::Shape<Size, Size, Channels>;
  template <class Backend>
  using Networks = photo::Networks<Size, Channels, Backend>;

  static augury::TrainOptions default_options() { return folder::default_options(); }
  static auto objective(int batch) { return augury::default_objective<Sample>(batch); }

  /// The pictures of a plan, and a word on those that are left out.
  static augury::ImageFolder<Sample> images(const program::DataPlan& plan);
  static program::Examination<augury::ImageFolder<Sample>> examine(const program::DataPlan& plan);
};

}  // namespace folder
