// SPDX-License-Identifier: MIT
// write_dataset: generated images as a folder of PNG files, one folder per class, or as shards, and
// a manifest that tells how to make each of them again.
#pragma once
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "augury/core/error.hpp"
#include "augury/data/bytes.hpp"
#include "augury/data/dataset.hpp"
#include "augury/evaluate/near_copy.hpp"
#include "augury/io/folder.hpp"
#include "augury/io/folder_lock.hpp"
#include "augury/io/image.hpp"
#include "augury/train/dataset_files.hpp"
#include "augury/train/dataset_options.hpp"
#include "augury/train/earlier_set.hpp"
#include "augury/train/generate.hpp"
#include "augury/train/made_image.hpp"
#include "augury/train/manifest_file.hpp"
#include "augury/train/model_hash.hpp"

namespace augury {

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
        files_(dataset_files(folder, names_, options)),
        hash_(model_hash(gan)),
        next_(options.first) {}

  DatasetWritten write() {
    auto labels = labels_to_make(options_, names_.size());
    require_empty_folder(folder_, options_.force);
    const FolderLock lock(folder_);
    prepare_folder();
    constexpr int rounds = 16;  // images in the place of rejected ones may be rejected too
    for (int round = 0; round < rounds && !labels.empty(); ++round) labels = make(labels);
    done_.missing = labels.size();
    files_->finish();
    manifest_->commit();
    return done_;
  }

 private:
  void prepare_folder() {
    require_empty_folder(folder_, options_.force);  // whoever had the lock before may have written
    const EarlierSet earlier(folder_);
    files_->check(earlier);
    earlier.remove();
    manifest_.emplace(folder_);
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
    ManifestRow row{{},
                    label,
                    names_[static_cast<std::size_t>(label)],
                    options_.seed,
                    next_ + i,
                    sampler_.route(i),
                    hash_,
                    passage};
    if (passage.kept) row.file = files_->file(row);
    manifest_->add(row);
    ++(passage.kept ? done_.images : done_.rejected);
    if (!passage.kept) return;
    files_->add(row, png_bytes(folder_, Size::height, Size::width, Size::channels,
                               straight_alpha(pixels, Size::channels)));
    if (each_) each_({row.number, label, row.file, pixels});
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
  std::vector<std::string> names_;
  std::unique_ptr<DatasetFiles> files_;
  std::string hash_;
  std::uint64_t next_;  // number of the next image
  std::optional<ManifestFile> manifest_;
  DatasetWritten done_;
};

}  // namespace detail

/// Makes images and writes them to `folder` as <class>/<class>_s<seed>_<number>.png, or into the
/// shards of a WebDataset (options.format); manifest.csv has its name last, so that a folder that has
/// one is complete; with `force` all that an earlier one names goes first. A gate
/// (evaluate/near_copy.hpp) may reject images (empty: all are kept): they get a row without a file,
/// and others are made in their place, with the numbers after the last. each(MadeImage) is called
/// after every image. Throws UsageError for options that cannot be and a folder that is not empty,
/// Error where the disk fails or another process writes into the folder.
template <class Gan_>
DatasetWritten write_dataset(Gan_& gan, const std::filesystem::path& folder,
                             const DatasetOptions& options,
                             const Gate<typename Gan_::Sample>& gate = {},
                             const std::function<void(const MadeImage&)>& each = {}) {
  constexpr bool images = is_image<typename Gan_::Sample>;
  static_assert(images && png_takes(Gan_::Sample::channels),
                "write_dataset: images are written as PNG files, so they must have 1, 3 or 4 "
                "channels; a Sampler makes others");
  if (!Gan_::conditional() && options.count == 0)
    throw UsageError("this generator is not told a class, so only a number in all can be made");
  if constexpr (images)
    return detail::DatasetWriter<Gan_>(gan, folder, options, gate, each).write();
  else return {};
}

}  // namespace augury
