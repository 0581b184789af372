// SPDX-License-Identifier: MIT
// Output folders: nothing that is there already is overwritten by accident.
#pragma once
#include <filesystem>
#include <string>
#include <string_view>
#include <system_error>

#include "augury/core/error.hpp"
#include "augury/io/folder_lock.hpp"
#include "augury/io/part_file.hpp"

namespace augury {

/// Creates the folder `path` with its parents. Throws Error where that fails, and UsageError where
/// `path` is a file, or a folder that holds anything while `force` is false; `advice` then ends the
/// sentence. With `force` nothing is removed: new files replace old ones of the same name. Parts of
/// files that a killed program left behind do not count, and are removed; nor does a FolderLock.
inline void require_empty_folder(
    const std::filesystem::path& path, bool force,
    std::string_view advice = "name another folder, or add --force to write into it") {
  namespace fs = std::filesystem;
  if (path.empty()) throw UsageError("the name of the output folder is empty");
  const auto failed = [&](const std::error_code& code) {
    throw Error("cannot use folder '" + path.string() + "': " + code.message());
  };
  std::error_code code;
  const auto status = fs::status(path, code);
  if (fs::exists(status) && !fs::is_directory(status))
    throw UsageError("'" + path.string() + "' is a file, and a folder is needed; name another one");
  if (!fs::exists(status)) {
    code.clear();  // status() leaves "not found" in it
    fs::create_directories(path, code);
    if (code) failed(code);
    return;
  }
  fs::directory_iterator entry(path, code);
  for (; !code && entry != fs::directory_iterator(); entry.increment(code))
    if (!force && entry->path().filename() != lock_name && !is_abandoned_part(entry->path()))
      throw UsageError("folder '" + path.string() + "' is not empty (it holds '" +
                       entry->path().filename().string() + "'); " + std::string(advice));
  if (code) failed(code);
  remove_abandoned_parts(path);
}

}  // namespace augury
