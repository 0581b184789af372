// SPDX-License-Identifier: MIT
// EarlierSet: what an earlier generated set left in the folder of a new one. All that its manifest
// names goes, and nothing else, before the new set is there.
#pragma once
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <filesystem>
#include <limits>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

#include "augury/core/error.hpp"
#include "augury/io/descriptor.hpp"
#include "augury/io/file.hpp"
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

/// Whether the name of a row may be that of a file in the manifest's folder.
inline bool stays_within(const std::filesystem::path& name) {
  return !name.empty() && !name.is_absolute() &&
         std::ranges::count(name, std::filesystem::path("..")) == 0;
}

/// The file in `folder` that a row names: an image, or the shard that holds it. "" for what is no
/// file.
inline std::filesystem::path file_of_row(const std::filesystem::path& folder,
                                         const std::filesystem::path& name) {
  namespace fs = std::filesystem;
  std::error_code ignored;
  const auto is_file = [&](const fs::path& file) {
    return fs::is_regular_file(fs::symlink_status(file, ignored));
  };
  const fs::path image = folder / name, shard = folder / *name.begin();
  if (is_file(image)) return image;
  return shard.extension() == ".tar" && is_file(shard) ? shard : fs::path();
}

/// What a manifest names.
struct NamedFiles {
  std::set<std::filesystem::path> files, folders;

  NamedFiles() = default;
  NamedFiles(const std::filesystem::path& folder, const std::filesystem::path& manifest) {
    const auto csv = read_file(manifest, std::numeric_limits<std::uint64_t>::max());
    for (const std::string& name : files_in_manifest(as_text(csv))) {
      if (!stays_within(name)) continue;
      if (auto parent = (folder / name).parent_path(); parent != folder) folders.insert(parent);
      if (auto file = file_of_row(folder, name); !file.empty()) files.insert(std::move(file));
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

/// The names of numbered files: what stands before the numbers, and behind them.
struct NamePattern {
  std::string head;
  std::string_view tail;

  bool matches(std::string_view name) const {
    if (name.size() <= head.size() + tail.size() || !name.starts_with(head)) return false;
    name.remove_prefix(head.size());
    const auto numbers = name.find_first_not_of("0123456789_");
    return numbers > 0 && numbers != name.npos && name.substr(numbers) == tail;
  }
};

/// The set whose manifest lies in a folder, be it whole or what a killed process left.
class EarlierSet {
 public:
  /// Throws UsageError for a manifest that is somebody else's, Error for one that cannot be read.
  explicit EarlierSet(const std::filesystem::path& folder)
      : whole_path_(folder / manifest_name), rest_path_(folder / unfinished_name) {
    there_ = manifest_is_there(rest_path_);
    if (there_) rest_ = NamedFiles(folder, rest_path_);
    if (manifest_is_there(whole_path_)) whole_.emplace(folder, whole_path_);
  }

  /// Throws UsageError for a file in `folder` that has such a name and is not of the set: a new set
  /// would replace it, or be mixed with it.
  void require(const std::filesystem::path& folder, const NamePattern& pattern) const {
    namespace fs = std::filesystem;
    std::error_code code;
    fs::directory_iterator entry(folder, code);
    for (; !code && entry != fs::directory_iterator(); entry.increment(code)) {
      if (!pattern.matches(entry->path().filename().string())) continue;
      if (!rest_.files.contains(entry->path()) &&
          !(whole_ && whole_->files.contains(entry->path())))
        throw UsageError("'" + entry->path().string() +
                         "' has the name of a generated file, but no manifest.csv there names it; "
                         "move it away, or name another folder");
    }
    if (code) throw Error("cannot read folder '" + folder.string() + "': " + code.message());
  }

  /// Removes the set. Throws Error where a file cannot be removed; the next call goes on with it.
  void remove() const {
    rest_.remove();
    if (whole_) {
      if (::rename(whole_path_.c_str(), rest_path_.c_str()) != 0)
        file_failed("remove", whole_path_);
      whole_->remove();
    }
    if ((there_ || whole_) && ::unlink(rest_path_.c_str()) != 0) file_failed("remove", rest_path_);
  }

 private:
  std::filesystem::path whole_path_, rest_path_;
  NamedFiles rest_;
  std::optional<NamedFiles> whole_;
  bool there_ = false;  // whether there is a manifest of a set that is not whole
};

}  // namespace augury::detail
