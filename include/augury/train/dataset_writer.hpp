// SPDX-License-Identifier: MIT
// write_dataset: generated images as a folder of PNG files, one folder per class, and a manifest
// that tells how to make each of them again.
#pragma once
#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <set>
#include <span>
#include <string>
#include <system_error>
#include <vector>

#include "augury/core/error.hpp"
#include "augury/data/fingerprint.hpp"
#include "augury/io/file.hpp"
#include "augury/io/folder.hpp"
#include "augury/io/image.hpp"
#include "augury/io/part_file.hpp"
#include "augury/train/generate.hpp"

namespace augury {

/// How many images of which classes: one of the first three.
struct DatasetOptions {
  std::size_t per_class = 0;        ///< so many of each class
  std::size_t count = 0;            ///< so many in all, the classes in turn
  std::size_t balance_to = 0;       ///< as many as bring each class from `have` to this number
  std::vector<std::size_t> have{};  ///< images of each class that there are already
  int only = -1;                    ///< with `count`: all of this class
  std::uint64_t seed = 1;
  std::uint64_t first = 0;  ///< number of the first image; the others count on
  bool force = false;       ///< write into a folder that holds something
  int batch = 64;           ///< images made at a time; the images do not depend on it
};

/// One image that was written.
struct MadeImage {
  std::uint64_t number = 0;  ///< with the seed and the label it says all
  std::int32_t label = 0;
  std::string file;                      ///< relative to the folder
  std::span<const std::uint8_t> pixels;  ///< (H, W, C), valid during the call
};

namespace detail {

/// Names fit for files and folders on every system, no two alike even where case does not count.
inline std::vector<std::string> file_names(const std::vector<std::string>& names) {
  std::vector<std::string> safe;
  std::set<std::string> taken;
  for (std::size_t k = 0; k < names.size(); ++k) {
    std::string name = names[k].substr(0, 80);
    for (char& c : name) {
      const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
      if (!letter && !(c >= '0' && c <= '9') && c != '-' && c != '_' && c != '.') c = '_';
    }
    if (name.empty() || name.front() == '.') name.insert(0, "_");
    const auto fold = [](std::string text) {
      for (char& c : text)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
      return text;
    };
    const std::string stem = name;
    for (std::size_t twin = k; !taken.insert(fold(name)).second; ++twin)
      name = stem + "-" + std::to_string(twin);
    safe.push_back(name);
  }
  return safe;
}

/// A field of a CSV file (RFC 4180).
inline std::string csv_field(const std::string& text) {
  if (text.find_first_of(",\"\r\n") == text.npos) return text;
  std::string quoted = "\"";
  for (const char c : text) quoted += c == '"' ? "\"\"" : std::string(1, c);
  return quoted + "\"";
}

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

/// 16 hexadecimal digits over the average weights, which images are made with.
template <class Gan_>
std::string model_hash(Gan_& gan) {
  std::vector<float> weights(gan.average().size());
  gan.generator();  // throws for a Gan without parameters
  download(gan.context(), std::span<float>(weights),
           static_cast<const float*>(gan.average().data()));
  detail::Fnv fnv;
  for (const float w : weights) fnv.add(std::bit_cast<std::uint32_t>(w));
  return detail::hexadecimal(fnv.hash);
}

/// Makes images and writes them to `folder` as <class>/<class>_s<seed>_<number>.png; manifest.csv
/// comes last, so that a folder that has one is complete. each(MadeImage) is called after every
/// file. Returns the number of images. Throws UsageError for options that cannot be and a folder
/// that is not empty, Error where the disk fails.
template <class Gan_, class Each>
std::size_t write_dataset(Gan_& gan, const std::filesystem::path& folder,
                          const DatasetOptions& options, Each each) {
  using Size = Image<typename Gan_::Sample>;
  static_assert(png_takes(Size::channels),
                "write_dataset: images are written as PNG files, so they must have 1, 3 or 4 "
                "channels; a Sampler makes others");
  constexpr std::size_t size = Gan_::Sample::size;
  const auto names = Gan_::conditional() ? gan.class_names() : std::vector<std::string>{"images"};
  if (!Gan_::conditional() && options.count == 0)
    throw UsageError("this generator is not told a class, so only a number in all can be made");
  Sampler<Gan_> sampler(gan, options.batch);
  const auto labels = detail::labels_to_make(options, names.size());
  require_empty_folder(folder, options.force);
  std::error_code ignored;  // a folder with a manifest is complete
  std::filesystem::remove(folder / "manifest.csv", ignored);
  const auto safe = detail::file_names(names);
  for (const std::string& name : safe) remove_abandoned_parts(folder / name);
  for (const std::int32_t label : std::set<std::int32_t>(labels.begin(), labels.end()))
    require_empty_folder(folder / safe[static_cast<std::size_t>(label)], true);

  const std::string hash = model_hash(gan), seed = std::to_string(options.seed);
  std::string manifest = "file_name,label,class,seed,number,route,model_hash\n";
  const auto most = static_cast<std::size_t>(options.batch);
  for (std::size_t done = 0; done < labels.size(); done += most) {
    const auto some = std::span(labels).subspan(done, std::min(most, labels.size() - done));
    const auto pixels = to_bytes(sampler.make(options.seed, options.first + done, some));
    for (std::size_t i = 0; i < some.size(); ++i) {
      const auto k = static_cast<std::size_t>(some[i]);
      MadeImage image{
          options.first + done + i, some[i], {}, std::span(pixels).subspan(i * size, size)};
      char number[24];
      std::snprintf(number, sizeof number, "%06llu", static_cast<unsigned long long>(image.number));
      image.file = safe[k] + "/" + safe[k] + "_s" + seed + "_" + number + ".png";
      write_png(folder / image.file, Size::height, Size::width, Size::channels, image.pixels);
      manifest += image.file + "," + std::to_string(some[i]) + "," + detail::csv_field(names[k]) +
                  "," + seed + "," + std::to_string(image.number) + "," + sampler.route(i) + "," +
                  hash + "\n";
      each(image);
    }
  }
  write_file(folder / "manifest.csv", manifest);
  return labels.size();
}

template <class Gan_>
std::size_t write_dataset(Gan_& gan, const std::filesystem::path& folder,
                          const DatasetOptions& options) {
  return write_dataset(gan, folder, options, [](const MadeImage&) {});
}

}  // namespace augury
