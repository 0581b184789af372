// SPDX-License-Identifier: MIT
// ManifestFile: the manifest of a set on the disk. It is manifest.csv only while all that it names is
// there; before and after, while images are written or removed, it has another name, so that whoever
// finds what a killed process left can remove all of it.
#pragma once
#include <fcntl.h>
#include <unistd.h>

#include <filesystem>

#include "augury/io/descriptor.hpp"
#include "augury/io/file.hpp"
#include "augury/train/manifest.hpp"

namespace augury::detail {

inline constexpr const char* manifest_name = "manifest.csv";
/// What the manifest of a set is called that is not whole.
inline constexpr const char* unfinished_name = ".augury-unfinished.csv";

/// The manifest of a set in the making.
class ManifestFile {
 public:
  /// Throws Error where the folder is missing or locked, or the disk is full.
  explicit ManifestFile(const std::filesystem::path& folder)
      : unfinished_(folder / unfinished_name), finished_(folder / manifest_name) {
    write_file(unfinished_, manifest_header, Durable::no);
    file_ = Descriptor(::open(unfinished_.c_str(), O_WRONLY | O_APPEND | O_CLOEXEC));
    if (file_.get() < 0) file_failed("write", unfinished_);
  }
  /// To be called before the row's image is written. Throws Error.
  void add(const ManifestRow& row) {
    if (!write_all(file_.get(), bytes_of(csv_line(row)))) file_failed("write", unfinished_);
  }
  /// To be called when all images are written. Throws Error.
  void commit() {
    if (!to_disk(file_.get()) || file_.close() != 0) file_failed("write", unfinished_);
    if (::rename(unfinished_.c_str(), finished_.c_str()) != 0) file_failed("write", finished_);
    entry_to_disk(finished_);
  }

 private:
  std::filesystem::path unfinished_, finished_;
  Descriptor file_;
};

}  // namespace augury::detail
