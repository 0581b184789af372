// SPDX-License-Identifier: MIT
// What an earlier generated set left in the folder of a new one: all that its manifest names goes,
// and nothing else, before the new set is there.
#pragma once
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <set>
#include <string>
#include <string_view>
#include <system_error>

#include "augury/io/descriptor.hpp"
#include "augury/io/file.hpp"
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

/// Removes what a manifest names, the class folders that are empty then, and the manifest.
inline void remove_named(const std::filesystem::path& folder,
                         const std::filesystem::path& manifest) {
  namespace fs = std::filesystem;
  const auto remove = [](const fs::path& file) {
    if (::unlink(file.c_str()) != 0 && errno != ENOENT) file_failed("remove", file);
  };
  std::set<fs::path> folders;
  const auto csv = read_file(manifest);
  for (const std::string& name : files_in_manifest(as_text(csv))) {
    if (!stays_within(name)) continue;
    folders.insert((folder / name).parent_path());
    if (const fs::path file = file_of_row(folder, name); !file.empty()) remove(file);
  }
  for (const fs::path& emptied : folders)
    if (emptied != folder) ::rmdir(emptied.c_str());  // which fails where anything is left
  remove(manifest);
}

/// Removes the set whose manifest lies in a folder, be it whole or what a killed process left. Throws
/// UsageError for a manifest that is somebody else's, and Error where a file cannot be removed; the
/// next call then goes on with it.
inline void remove_earlier_set(const std::filesystem::path& folder) {
  const auto manifest = folder / manifest_name, unfinished = folder / unfinished_name;
  refuse_foreign_manifest(manifest);
  refuse_foreign_manifest(unfinished);
  if (std::filesystem::exists(unfinished)) remove_named(folder, unfinished);
  if (!std::filesystem::exists(manifest)) return;
  if (::rename(manifest.c_str(), unfinished.c_str()) != 0) file_failed("remove", manifest);
  remove_named(folder, unfinished);
}

}  // namespace augury::detail
