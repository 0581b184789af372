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
#include <functional>
#include <set>
#include <span>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "augury/core/error.hpp"
#include "augury/data/bytes.hpp"
#include "augury/data/fingerprint.hpp"
#include "augury/evaluate/near_copy.hpp"
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

/// Says of made images, as a reader of their files would have them, which are kept: one Passage for
/// each. NearCopyGate (evaluate/near_copy.hpp) is one.
template <class Sample>
using Gate = std::function<std::vector<Passage>(const ImageSet<Sample>&)>;

namespace detail {

/// Names fit for files and folders on every system, no two alike even where case does not count.
inline std::vector<std::string> file_names(const std::vector<std::string>& names) {
  std::vector<std::string> safe;
  std::set<std::string> taken{"manifest.csv"};
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

/// What write_dataset did.
struct DatasetWritten {
  std::size_t images = 0;    ///< written
  std::size_t rejected = 0;  ///< made, but not kept by the gate
  std::size_t missing = 0;   ///< wanted, but given up after many rejected ones
};

namespace detail {

/// One run of write_dataset: made images go through the gate, into files and into the manifest.
template <class Gan_>
class DatasetWriter {
 public:
  using Sample = typename Gan_::Sample;

  DatasetWriter(Gan_& gan, const std::filesystem::path& folder, const DatasetOptions& options,
                const Gate<Sample>& gate, const std::function<void(const MadeImage&)>& each)
      : sampler_(gan, options.batch),
        folder_(folder),
        options_(options),
        gate_(gate),
        each_(each),
        names_(Gan_::conditional() ? gan.class_names() : std::vector<std::string>{"images"}),
        safe_(file_names(names_)),
        hash_(model_hash(gan)),
        next_(options.first) {}

  DatasetWritten write() {
    auto labels = labels_to_make(options_, names_.size());
    prepare_folders(labels);
    constexpr int rounds = 16;  // images in the place of rejected ones may be rejected too
    for (int round = 0; round < rounds && !labels.empty(); ++round) labels = make(labels);
    done_.missing = labels.size();
    write_file(folder_ / "manifest.csv", manifest_);
    return done_;
  }

 private:
  void prepare_folders(const std::vector<std::int32_t>& labels) const {
    require_empty_folder(folder_, options_.force);
    std::error_code ignored;  // a folder with a manifest is complete
    std::filesystem::remove(folder_ / "manifest.csv", ignored);
    for (const std::string& name : safe_) remove_abandoned_parts(folder_ / name);
    for (const std::int32_t label : std::set<std::int32_t>(labels.begin(), labels.end()))
      require_empty_folder(folder_ / safe_[static_cast<std::size_t>(label)], true);
  }
  /// Returns the labels of the images that were rejected.
  std::vector<std::int32_t> make(const std::vector<std::int32_t>& labels) {
    std::vector<std::int32_t> rejected;
    const auto most = static_cast<std::size_t>(options_.batch);
    for (std::size_t done = 0; done < labels.size(); done += most) {
      const auto some = std::span(labels).subspan(done, std::min(most, labels.size() - done));
      const auto bytes = to_bytes(sampler_.make(options_.seed, next_, some));
      const std::vector<Passage> passages =
          gate_ ? gate_(as_images(bytes, some)) : std::vector<Passage>(some.size());
      for (std::size_t i = 0; i < some.size(); ++i) {
        keep_or_reject(some[i], i, std::span(bytes).subspan(i * Sample::size, Sample::size),
                       passages[i]);
        if (!passages[i].kept) rejected.push_back(some[i]);
      }
      next_ += some.size();
    }
    return rejected;
  }
  void keep_or_reject(std::int32_t label, std::size_t i, std::span<const std::uint8_t> pixels,
                      const Passage& passage) {
    using Size = Image<Sample>;
    const auto k = static_cast<std::size_t>(label);
    MadeImage image{next_ + i, label, {}, pixels};
    if (passage.kept) {
      char number[24];
      std::snprintf(number, sizeof number, "%06llu", static_cast<unsigned long long>(image.number));
      image.file =
          safe_[k] + "/" + safe_[k] + "_s" + std::to_string(options_.seed) + "_" + number + ".png";
      write_png(folder_ / image.file, Size::height, Size::width, Size::channels,
                straight_alpha(pixels, Size::channels));
    }
    ++(passage.kept ? done_.images : done_.rejected);
    manifest_ += image.file + "," + std::to_string(label) + "," + csv_field(names_[k]) + "," +
                 std::to_string(options_.seed) + "," + std::to_string(image.number) + "," +
                 sampler_.route(i) + "," + hash_ + "," + csv_field(passage.nearest) + "," +
                 passage.distance + "," + (passage.kept ? "1" : "0") + "," +
                 csv_field(passage.reason) + "\n";
    if (passage.kept && each_) each_(image);
  }
  /// The images as a reader of their files would have them; with opacity, as networks do.
  ImageSet<Sample> as_images(std::span<const std::uint8_t> bytes,
                             std::span<const std::int32_t> labels) const {
    std::vector<float> pixels;
    append_numbers(pixels, bytes);
    return {std::move(pixels), {labels.begin(), labels.end()}, names_};
  }

  Sampler<Gan_> sampler_;
  const std::filesystem::path& folder_;
  const DatasetOptions& options_;
  const Gate<Sample>& gate_;
  const std::function<void(const MadeImage&)>& each_;
  std::vector<std::string> names_, safe_;
  std::string hash_;
  std::uint64_t next_;  // number of the next image
  std::string manifest_ =
      "file_name,label,class,seed,number,route,model_hash,nearest,distance,kept,reason\n";
  DatasetWritten done_;
};

}  // namespace detail

/// Makes images and writes them to `folder` as <class>/<class>_s<seed>_<number>.png; manifest.csv
/// comes last, so that a folder that has one is complete. A gate (evaluate/near_copy.hpp) may
/// reject images (empty: all are kept): they get a row without a file, and others are made in their place, with the
/// numbers after the last. each(MadeImage) is called after every file. Throws UsageError for
/// options that cannot be and a folder that is not empty, Error where the disk fails.
template <class Gan_>
DatasetWritten write_dataset(Gan_& gan, const std::filesystem::path& folder,
                             const DatasetOptions& options,
                             const Gate<typename Gan_::Sample>& gate = {},
                             const std::function<void(const MadeImage&)>& each = {}) {
  static_assert(png_takes(Image<typename Gan_::Sample>::channels),
                "write_dataset: images are written as PNG files, so they must have 1, 3 or 4 "
                "channels; a Sampler makes others");
  if (!Gan_::conditional() && options.count == 0)
    throw UsageError("this generator is not told a class, so only a number in all can be made");
  return detail::DatasetWriter<Gan_>(gan, folder, options, gate, each).write();
}

}  // namespace augury
