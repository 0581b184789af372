// SPDX-License-Identifier: MIT
// EarlierSet: what an earlier generated set left in the folder of a new one. All that its manifest
// names goes, and nothing else, before the new set is there.
#pragma once
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <filesystem>
#include <iterator>
#include <limits>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <system_error>

#include "augury/core/error.hpp"
#include "augury/io/descriptor.hpp"
#include "augury/io/file.hpp"
#include "augury/io/file_names.hpp"
#include "augury/io/part_file.hpp"
#include "augury/train/manifest.hpp"
#include "augury/train/manifest_file.hpp"

namespace augury::detail {

/// The first fields of a manifest's rows; "" for none. A field may be quoted and hold line feeds.
inline std::set<std::string> files_in_manifest(std::string_view csv) {
  std::set<std::string> files;
  std::string field;
  bool quoted = false, first = true, header = true;
  for (const char c : csv) {
    if (c == '"') {
      quoted = !quoted;
    } else if (!quoted && c == '\n') {
      if (!header) files.insert(field);
      field.clear();
      first = true, header = false;
    } else if (!quoted && c == ',') {
      first = false;
    } else if (first) {
      field += c;
    }
  }
  if (!header && !field.empty()) files.insert(field);  // some editors save no last line feed
  return files;
}

/// Whether a file has the name of an image of a class: <class>_s<seed>_<number>.png.
inline bool is_image_name(std::string_view file, const std::string& class_name) {
  return is_numbered_name(file, class_name + "_s", ".png", "0123456789_");
}
/// The same of shards: shard-<number>.tar.
inline bool is_shard_name(std::string_view file) {
  return is_numbered_name(file, "shard-", ".tar");
}

inline bool is_regular(const std::filesystem::path& path) {
  std::error_code ignored;
  return std::filesystem::is_regular_file(std::filesystem::symlink_status(path, ignored));
}

/// What a manifest names, of what a set can have: users add rows of their own.
struct NamedFiles {
  std::set<std::filesystem::path> files, folders;

  NamedFiles(const std::filesystem::path& folder, const std::filesystem::path& manifest) {
    const auto csv = read_file(manifest, std::numeric_limits<std::uint64_t>::max());
    for (const std::filesystem::path name : files_in_manifest(as_text(csv))) {
      if (std::distance(name.begin(), name.end()) != 2) continue;
      const std::string first = name.begin()->string();
      if (!is_fit_name(first)) continue;  // neither a class's folder nor a shard of ours
      const bool image = is_image_name(name.filename().string(), first);
      if (image) folders.insert(folder / first);
      if (image && is_regular(folder / name)) files.insert(folder / name);
      else if (is_shard_name(first) && is_regular(folder / first)) files.insert(folder / first);
    }
  }
  /// Removes them, and the folders that are empty then. Throws Error.
  void remove() const {
    for (const auto& file : files)
      if (::unlink(file.c_str()) != 0 && errno != ENOENT) file_failed("remove", file);
    for (const auto& emptied : folders) {
      remove_abandoned_parts(emptied);
      ::rmdir(emptied.c_str());  // which fails where anything is left
    }
  }
};

/// The set whose manifest lies in a folder, be it whole or what a killed process left.
class EarlierSet {
 public:
  /// Throws UsageError for a manifest that is somebody else's, Error for one that cannot be read.
  explicit EarlierSet(const std::filesystem::path& folder)
      : whole_path_(folder / manifest_name), rest_path_(folder / unfinished_name) {
    if (manifest_is_there(rest_path_)) rest_.emplace(folder, rest_path_);
    if (manifest_is_there(whole_path_)) whole_.emplace(folder, whole_path_);
  }

  /// Throws UsageError for what is in `folder`, has a name that a file of the new set may have, and is
  /// not of this one: it would be replaced, or mixed with the new set.
  void require(const std::filesystem::path& folder, auto may_have) const {
    namespace fs = std::filesystem;
    std::error_code code;
    fs::directory_iterator entry(folder, code);
    for (; !code && entry != fs::directory_iterator(); entry.increment(code)) {
      const fs::path& path = entry->path();
      if (!may_have(path.filename().string()) || has(path)) continue;
      const char* why = is_regular(path) ? "no manifest.csv there names it" : "is no regular file";
      throw UsageError("'" + path.string() + "' has the name of a generated file, but " + why +
                       "; move it away, or name another folder");
    }
    if (code) throw Error("cannot read folder '" + folder.string() + "': " + code.message());
  }

  /// Removes the set. Throws Error where a file cannot be removed; the next call goes on with it.
  void remove() const {
    if (rest_) rest_->remove();
    if (whole_) {
      if (::rename(whole_path_.c_str(), rest_path_.c_str()) != 0)
        file_failed("remove", whole_path_);
      whole_->remove();
    }
    if ((rest_ || whole_) && ::unlink(rest_path_.c_str()) != 0) file_failed("remove", rest_path_);
  }

 private:
  bool has(const std::filesystem::path& file) const {
    return (rest_ && rest_->files.contains(file)) || (whole_ && whole_->files.contains(file));
  }

  std::filesystem::path whole_path_, rest_path_;
  std::optional<NamedFiles> rest_, whole_;  // of a set that is not whole, and of one that is
};

}  // namespace augury::detail
