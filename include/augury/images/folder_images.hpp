// SPDX-License-Identifier: MIT
// ImageFolder: the pictures of a folder, once they are read. Needs no OpenCV.
#pragma once
#include <cstddef>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "augury/data/dataset.hpp"
#include "augury/data/subset.hpp"
#include "augury/images/folder_listing.hpp"

namespace augury {

/// A data set, and where its images come from.
template <class S>
struct ImageFolder : ImageSet<S> {
  ImageFolder(ImageSet<S> images, std::vector<std::string> names, std::vector<PictureProblem> why)
      : ImageSet<S>(std::move(images)), files(std::move(names)), problems(std::move(why)) {}

  std::vector<std::string> files;        ///< (N) of each image, relative to the folder
  std::vector<PictureProblem> problems;  ///< what gave no image
};

/// The images at some positions, with their files; the problems are the folder's.
template <class S>
ImageFolder<S> subset_at(const ImageFolder<S>& all, std::span<const std::size_t> positions) {
  std::vector<std::string> files;
  for (const std::size_t i : positions) files.push_back(all.files[i]);
  const ImageSet<S>& images = all;
  return {subset_at(images, positions), std::move(files), all.problems};
}

}  // namespace augury
