// SPDX-License-Identifier: MIT
// The verbs for pictures of FOLDER_SIZE pixels a side and FOLDER_CHANNELS channels.
#include "../doctor_verb.hpp"
#include "../generate_verb.hpp"
#include "../photo_networks.hpp"
#include "../train_verb.hpp"
#include "examine.hpp"
#include "recipe.hpp"

#include "augury/images/image_folder.hpp"

namespace folder {
namespace {

/// The pictures of a plan, and a word on those that are left out.
template <class S>
augury::ImageFolder<S> read_pictures(const program::DataPlan& plan) {
  auto found = augury::image_folder<S>(plan.data, folder_options(plan));
  if (!found.problems.empty())
    std::fprintf(stderr, "%zu files or folders are left out, the first: '%s': %s\n",
                 found.problems.size(), found.problems[0].file.c_str(),
                 found.problems[0].reason.c_str());
  return found;
}

struct Folder {
  using Source = FolderSource;
  using Networks = photo::Networks<FOLDER_SIZE, FOLDER_CHANNELS>;

  static augury::TrainOptions default_options() { return folder::default_options(); }
  static auto objective(int batch) { return augury::default_objective<Networks::Sample>(batch); }
  static auto images(const program::DataPlan& plan) {
    return read_pictures<Networks::Sample>(plan);
  }
  static auto examine(const program::DataPlan& plan) {
    return folder::examine<Networks::Sample>(plan);
  }
};

}  // namespace

template <>
int Verbs<FOLDER_SIZE, FOLDER_CHANNELS>::train(const program::Options& options,
                                               const program::Words& words) {
  return program::train<Folder>(options, words);
}
template <>
int Verbs<FOLDER_SIZE, FOLDER_CHANNELS>::generate(const program::Options& options) {
  return program::generate<Folder>(options);
}
template <>
int Verbs<FOLDER_SIZE, FOLDER_CHANNELS>::doctor(const program::Options& options) {
  return program::doctor<Folder>(options);
}

}  // namespace folder
