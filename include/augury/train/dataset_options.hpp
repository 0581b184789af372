// SPDX-License-Identifier: MIT
// DatasetOptions: which images a generated data set has, and what it looks like on disk.
#pragma once
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "augury/core/error.hpp"

namespace augury {

/// What a data set looks like on disk; manifest.csv lies beside either.
enum class DatasetFormat {
  folder,      ///< a folder of PNG files for each class
  webdataset,  ///< tar shards with a PNG file, class and manifest row for each image
};

/// How many images of which classes: one of the first three.
struct DatasetOptions {
  std::size_t per_class = 0;        ///< so many of each class
  std::size_t count = 0;            ///< so many in all, the classes in turn
  std::size_t balance_to = 0;       ///< as many as bring each class from `have` to this number
  std::vector<std::size_t> have{};  ///< images of each class that there are already
  int only = -1;                    ///< with `count`: all of this class
  std::uint64_t seed = 1;
  std::uint64_t first = 0;  ///< number of the first image; the others count on
  /// Write into a folder that holds something; what an earlier manifest.csv names is removed.
  bool force = false;
  int batch = 64;  ///< images made at a time; the images do not depend on it
  DatasetFormat format = DatasetFormat::folder;
  std::size_t shard = 1000;  ///< images in each shard of format webdataset; the last may have fewer
};

namespace detail {

/// The labels of the images to make: classes in turn as long as they want any. Where all want the
/// same, image `number` has label number % classes.
inline std::vector<std::int32_t> labels_to_make(const DatasetOptions& o, std::size_t classes) {
  if ((o.per_class > 0) + (o.count > 0) + (o.balance_to > 0) != 1)
    throw UsageError("say how many images to make: per class, in all, or to balance the classes");
  if (o.only >= 0 && o.count == 0)
    throw UsageError("a single class goes with a number of images in all");
  if (o.only >= 0 && static_cast<std::size_t>(o.only) >= classes)
    throw UsageError("class " + std::to_string(o.only) + " was asked for, but there are only " +
                     std::to_string(classes) + ", counted from 0");
  constexpr std::size_t most = std::size_t{1} << 32;
  if (std::max({o.count, o.per_class, o.balance_to}) > most / classes)
    throw UsageError("more than " + std::to_string(most / classes) +
                     " images were asked for; ask for fewer at a time, with other seeds");
  if (o.only >= 0) return std::vector<std::int32_t>(o.count, o.only);
  if (o.balance_to > 0 && o.have.size() != classes)
    throw UsageError("to balance the classes, the number of images of each must be known");
  std::vector<std::int32_t> labels;
  std::vector<std::size_t> wanted(classes, o.per_class);
  std::size_t total = o.per_class * classes;
  for (std::size_t k = 0; k < classes && o.balance_to > 0; ++k)
    total += wanted[k] = o.balance_to - std::min(o.balance_to, o.have[k]);
  if (o.count > 0) {
    total = o.count;
    std::fill(wanted.begin(), wanted.end(), o.count);
  }
  for (std::size_t k = o.first % classes; labels.size() < total; k = (k + 1) % classes)
    if (wanted[k] > 0) --wanted[k], labels.push_back(static_cast<std::int32_t>(k));
  return labels;
}

}  // namespace detail

}  // namespace augury
