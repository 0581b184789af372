// SPDX-License-Identifier: MIT
// Where the images of a data set go: class folders or shards.
#pragma once
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "augury/core/error.hpp"
#include "augury/io/file.hpp"
#include "augury/io/file_names.hpp"
#include "augury/io/folder.hpp"
#include "augury/io/tar_writer.hpp"
#include "augury/train/dataset_options.hpp"
#include "augury/train/earlier_set.hpp"
#include "augury/train/manifest.hpp"

namespace augury::detail {

inline std::string six_digits(std::uint64_t number) {
  char text[24];
  std::snprintf(text, sizeof text, "%06llu", static_cast<unsigned long long>(number));
  return text;
}

/// Takes the images of a data set, in the order of their numbers.
class DatasetFiles {
 public:
  /// names: of the classes, fit for files.
  DatasetFiles(const std::filesystem::path& folder, std::vector<std::string> names)
      : folder_(folder), names_(std::move(names)) {}
  DatasetFiles(const DatasetFiles&) = delete;
  DatasetFiles& operator=(const DatasetFiles&) = delete;
  virtual ~DatasetFiles() = default;

  /// Before anything is written, and before an earlier set goes: throws UsageError for what is there
  /// in the place of a file or folder to come, and not of the earlier set.
  virtual void check(const EarlierSet& earlier) const = 0;
  /// The file of the next image, relative to the folder.
  virtual std::string file(const ManifestRow& row) const = 0;
  /// Writes the next image to where file(row) said. Throws Error where the disk fails.
  virtual void add(const ManifestRow& row, std::span<const std::byte> png) = 0;
  /// After the last image.
  virtual void finish() {}

 protected:
  const std::string& name(std::int32_t label) const {
    return names_[static_cast<std::size_t>(label)];
  }
  /// What the files of an image are called before the dot; no two images of a seed share it.
  std::string stem(const ManifestRow& row) const {
    return name(row.label) + "_s" + std::to_string(row.seed) + "_" + six_digits(row.number);
  }

  const std::filesystem::path& folder_;
  std::vector<std::string> names_;
};

/// <class>/<class>_s<seed>_<number>.png
class ClassFolders : public DatasetFiles {
 public:
  using DatasetFiles::DatasetFiles;

  void check(const EarlierSet& earlier) const override {
    for (const std::string& name : names_) {
      if (!is_there(folder_ / name)) continue;
      require_empty_folder(folder_ / name, true);  // which says if it is a file
      earlier.require(folder_ / name,
                      [&](const std::string& file) { return is_image_name(file, name); });
    }
  }
  std::string file(const ManifestRow& row) const override {
    return name(row.label) + "/" + stem(row) + ".png";
  }
  void add(const ManifestRow& row, std::span<const std::byte> png) override {
    // With its first image: a killed set leaves no folder that its manifest does not name.
    if (made_.insert(row.label).second) require_empty_folder(folder_ / name(row.label), true);
    write_file(folder_ / file(row), png, Durable::no);
  }

 private:
  std::set<std::int32_t> made_;  // classes that have a folder
};

/// shard-<number>.tar, as the package webdataset and its kin read them: a sample is a key, and one
/// member for each of its parts, <key>.png, <key>.cls (the label) and <key>.json (the row).
class Shards : public DatasetFiles {
 public:
  Shards(const std::filesystem::path& folder, std::vector<std::string> names, std::size_t size)
      : DatasetFiles(folder, std::move(names)), size_(size) {
    if (size == 0) throw UsageError("a shard of no images was asked for; it takes at least 1");
  }

  void check(const EarlierSet& earlier) const override { earlier.require(folder_, is_shard_name); }
  std::string file(const ManifestRow& row) const override {
    return shard() + "/" + key(row) + ".png";
  }
  void add(const ManifestRow& row, std::span<const std::byte> png) override {
    if (!tar_) tar_.emplace(folder_ / shard());
    tar_->add(key(row) + ".png", png);
    tar_->add(key(row) + ".cls", std::to_string(row.label));
    tar_->add(key(row) + ".json", json_line(row));
    if (++held_ == size_) finish();
  }
  void finish() override {
    if (!tar_) return;
    tar_->commit();
    tar_.reset();
    held_ = 0;
    ++number_;
  }

 private:
  std::string shard() const { return "shard-" + six_digits(number_) + ".tar"; }
  std::string key(const ManifestRow& row) const {
    std::string text = stem(row);
    std::ranges::replace(text, '.', '_');  // a key ends with the first dot
    return text;
  }

  std::size_t size_, held_ = 0;
  std::uint64_t number_ = 0;
  std::optional<TarWriter> tar_;
};

inline std::unique_ptr<DatasetFiles> dataset_files(const std::filesystem::path& folder,
                                                   const std::vector<std::string>& class_names,
                                                   const DatasetOptions& options) {
  auto names = file_names(class_names);
  if (options.format == DatasetFormat::webdataset)
    return std::make_unique<Shards>(folder, std::move(names), options.shard);
  return std::make_unique<ClassFolders>(folder, std::move(names));
}

}  // namespace augury::detail
