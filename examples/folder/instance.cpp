// SPDX-License-Identifier: MIT
// The verbs for pictures of FOLDER_SIZE pixels a side and FOLDER_CHANNELS channels on the CPU, and
// how such pictures are read for any backend.
#include <augury/augury.hpp>

#include "../shared/verbs_work.hpp"
#include "examine.hpp"
#include "recipe.hpp"

#include "augury/images/image_folder.hpp"

namespace folder {

template <int Size, int Channels>
auto Folder<Size, Channels>::images(const program::DataPlan& plan) -> augury::ImageFolder<Sample> {
  auto found = augury::image_folder<Sample>(plan.data, folder_options(plan));
  if (!found.problems.empty())
    std::fprintf(stderr, "%zu files or folders are left out, the first: '%s': %s%s\n",
                 found.problems.size(), found.problems[0].file.c_str(),
                 found.problems[0].reason.c_str(),
                 found.problems.size() > 1 ? "; doctor names all" : "");
  for (const std::string& sentence : advice_on_level(plan.data, found.files))
    std::fprintf(stderr, "%s\n", sentence.c_str());
  return found;
}
template <int Size, int Channels>
auto Folder<Size, Channels>::examine(const program::DataPlan& plan)
    -> program::Examination<augury::ImageFolder<Sample>> {
  return folder::examine<Sample>(plan);
}

template struct Folder<FOLDER_SIZE, FOLDER_CHANNELS>;

}  // namespace folder

template struct program::Verbs<folder::Folder<FOLDER_SIZE, FOLDER_CHANNELS>, augury::Cpu>;
