// SPDX-License-Identifier: MIT
// image_folder: the user's own pictures as a data set. Needs the CMake target augury::images.
#pragma once
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "augury/core/error.hpp"
#include "augury/core/shape.hpp"
#include "augury/data/bytes.hpp"
#include "augury/data/dataset.hpp"
#include "augury/images/fit.hpp"
#include "augury/images/folder_cache.hpp"
#include "augury/images/folder_images.hpp"
#include "augury/images/folder_listing.hpp"
#include "augury/images/read_picture.hpp"
#include "augury/images/read_pictures.hpp"
#include "augury/images/rgb.hpp"

namespace augury {

struct ImageFolderOptions {
  Fit fit = Fit::crop;
  Rgb background = white;  ///< behind transparent pictures, where the network has no opacity
  Rgb fill = black;        ///< beside pictures with Fit::pad; with opacity it is transparent
  bool strict = false;     ///< a file that cannot be read is an Error, and not only a problem
  int threads = 0;         ///< 0: one per core
  std::filesystem::path cache = {};  ///< a folder for what was read, outside the data; "": none
  std::function<void(std::size_t done, std::size_t files)> progress = {};  ///< see image_folder
};

namespace detail {

/// Everything but the files that the images depend on.
template <class S>
std::string reading_facts(const ImageFolderOptions& options) {
  const auto text = [](Rgb c) {
    return " " + std::to_string(c.red) + " " + std::to_string(c.green) + " " +
           std::to_string(c.blue);
  };
  return "1 " CV_VERSION " " + S::name() + " " + std::to_string(static_cast<int>(options.fit)) +
         text(options.background) + text(options.fill);
}

/// From the cache where there is one and it fits; else by decoding, and then kept.
template <class S>
ReadPictures read_or_recall(const std::filesystem::path& folder, const FolderListing& listing,
                            const ImageFolderOptions& options,
                            std::vector<PictureProblem>& cache_problems) {
  std::optional<FolderCache> cache;
  if (!options.cache.empty())
    cache.emplace(options.cache, folder, reading_facts<S>(options), listing);
  if (cache)
    if (auto kept = cache->read(listing.files.size(), S::size)) return std::move(*kept);

  const PictureStyle style{Image<S>::height, Image<S>::width,    Image<S>::channels,
                           options.fit,      options.background, options.fill};
  bool lasting = true;
  ReadPictures pictures =
      read_pictures(folder, listing.files, style, options.threads, options.progress, lasting);
  if (!cache || !lasting) return pictures;
  try {
    cache->write(pictures, S::size);
  } catch (const Error& failed) {
    cache_problems.push_back({cache->path().string(), failed.what()});
  }
  return pictures;
}

[[noreturn]] inline void nothing_read(const std::filesystem::path& folder,
                                      const std::vector<PictureProblem>& problems) {
  const std::string begin =
      "the folder '" + folder.string() + "' holds no picture that can be read";
  if (problems.empty()) throw Error(begin + "; put pictures there, one folder for each class");
  throw Error(begin + "; of its " + std::to_string(problems.size()) + " problems the first is '" +
              problems[0].file + "': " + problems[0].reason);
}

/// Classes that have images, in their order, with numbers from 0; others become problems.
inline std::vector<std::string> drop_empty_classes(const FolderListing& listing,
                                                   std::vector<std::int32_t>& labels,
                                                   std::vector<PictureProblem>& problems) {
  std::vector<std::size_t> images(listing.class_names.size());
  for (const std::int32_t label : labels) ++images[static_cast<std::size_t>(label)];
  std::vector<std::int32_t> number(images.size());
  std::vector<std::string> names;
  for (std::size_t k = 0; k < images.size(); ++k) {
    number[k] = static_cast<std::int32_t>(names.size());
    if (images[k] > 0) names.push_back(listing.class_names[k]);
    else problems.push_back({listing.class_names[k], "it is no class: none of its files was read"});
  }
  for (std::int32_t& label : labels) label = number[static_cast<std::size_t>(label)];
  return names;
}

}  // namespace detail

/// Reads a folder of pictures (JPEG, PNG, BMP, WebP, TIFF, told by their bytes) as images S of 1
/// (grey), 3 (red, green, blue) or 4 channels (with opacity, colours premultiplied). Sub-folders
/// are classes, as list_pictures says. What cannot be read is left out and told in `problems`; with
/// `strict` the first of them is an Error, as is a folder of which nothing can be read.
/// `progress` is called after each file, from any thread but by one at a time; what it throws ends
/// the reading and comes out here. The result depends on no thread and no file system.
template <class S>
ImageFolder<S> image_folder(const std::filesystem::path& folder,
                            const ImageFolderOptions& options = {}) {
  static_assert(is_image<S> && (S::channels == 1 || S::channels == 3 || S::channels == 4),
                "image_folder: images are Shape<H, W, C> with 1, 3 or 4 channels");
  FolderListing listing = list_pictures(folder);
  std::vector<PictureProblem> cache_problems;
  const auto read = detail::read_or_recall<S>(folder, listing, options, cache_problems);

  std::vector<PictureProblem> problems = std::move(listing.problems);
  std::vector<float> pixels;  // (N, H, W, C)
  std::vector<std::int32_t> labels;
  std::vector<std::string> files;
  const auto good = std::count(read.reasons.begin(), read.reasons.end(), std::string());
  pixels.reserve(static_cast<std::size_t>(good) * S::size);
  for (std::size_t i = 0; i < read.reasons.size(); ++i) {
    if (!read.reasons[i].empty()) {
      problems.push_back({listing.files[i].file, read.reasons[i]});
      continue;
    }
    const std::uint8_t* image = read.pixels.data() + i * S::size;
    append_numbers(pixels, {image, std::size_t{S::size}});
    labels.push_back(listing.files[i].label);
    files.push_back(listing.files[i].file);
  }
  if (options.strict && !problems.empty())
    throw Error("'" + (folder / problems[0].file).string() + "' cannot be used: " +
                problems[0].reason + " (of " + std::to_string(problems.size()) +
                " such problems this is the first; remove them, or read without strict)");
  if (labels.empty()) detail::nothing_read(folder, problems);
  problems.insert(problems.end(), cache_problems.begin(), cache_problems.end());
  auto names = detail::drop_empty_classes(listing, labels, problems);
  return {ImageSet<S>(std::move(pixels), std::move(labels), std::move(names)), std::move(files),
          std::move(problems)};
}

}  // namespace augury
