// SPDX-License-Identifier: MIT
// TreeWalk: the files of a folder and of those within it, in an order that is no file system's.
#pragma once
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <filesystem>
#include <set>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

namespace augury {

/// A file or folder that gave no image, and why: "photos/a.jpg: it is empty".
struct PictureProblem {
  std::string file;  ///< relative to the folder, its bytes as the file system has them
  std::string reason;
};

/// A file to be read.
struct PictureFile {
  std::string file;  ///< relative to the folder
  std::int32_t label = 0;
  std::uint64_t size = 0;     ///< in bytes
  std::int64_t modified = 0;  ///< in nanoseconds
  std::int64_t changed = 0;   ///< likewise, and not to be set back as that can be
};

struct FolderListing {
  std::vector<std::string> class_names;
  std::vector<PictureFile> files;  ///< by class, then by the bytes of their names
  std::vector<PictureProblem> problems;
};

namespace detail {

namespace fs = std::filesystem;

/// What a folder holds but hidden entries and the files that desktops leave behind, sorted by the
/// bytes of the names: the order of a file system is its own.
inline std::vector<std::string> visible_names(const fs::path& folder) {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(folder)) {
    std::string name = entry.path().filename().string();
    const bool left_behind = name == "Thumbs.db" || name == "desktop.ini" || name == "__MACOSX";
    if (!name.starts_with('.') && !left_behind) names.push_back(std::move(name));
  }
  std::sort(names.begin(), names.end());
  return names;
}

/// Walks a tree. A folder is entered once, whichever links lead there, so loops have an end.
class TreeWalk {
 public:
  using Identity = std::pair<std::uint64_t, std::uint64_t>;  // device, inode

  TreeWalk(fs::path root, FolderListing& listing) : root_(std::move(root)), listing_(listing) {}

  /// False where the folder was entered, or kept for another, before.
  bool keep(const std::string& folder) {
    struct stat facts {};
    if (::stat((root_ / folder).c_str(), &facts) != 0) return false;
    return kept_.insert({facts.st_dev, facts.st_ino}).second;
  }

  /// Appends the files in and below a folder that was kept.
  void enter(const std::string& folder, std::int32_t label) {
    std::vector<std::string> names;
    try {
      names = visible_names(root_ / folder);
    } catch (const fs::filesystem_error& failed) {
      listing_.problems.push_back({folder, "it cannot be opened: " + failed.code().message()});
      return;
    }
    for (const std::string& name : names) take((fs::path(folder) / name).string(), label);
  }

  void take(const std::string& entry, std::int32_t label) {
    struct stat facts {};
    if (::stat((root_ / entry).c_str(), &facts) != 0) {
      const std::string why = std::generic_category().message(errno);
      listing_.problems.push_back({entry, "it cannot be read: " + why});
    } else if (!S_ISDIR(facts.st_mode)) {
      listing_.files.push_back({entry, label, static_cast<std::uint64_t>(facts.st_size),
                                nanoseconds(facts.st_mtim), nanoseconds(facts.st_ctim)});
    } else if (keep(entry)) {
      enter(entry, label);
    } else {
      listing_.problems.push_back({entry, "it is a link to a folder that is read elsewhere"});
    }
  }

 private:
  static std::int64_t nanoseconds(const timespec& time) {
    return std::int64_t{time.tv_sec} * 1'000'000'000 + time.tv_nsec;
  }

  fs::path root_;
  FolderListing& listing_;
  std::set<Identity> kept_;
};

}  // namespace detail

}  // namespace augury
