// SPDX-License-Identifier: MIT
// list_pictures: which files of a folder are to be read, and which class each belongs to. No file
// is opened here, but where loose ones lie beside class folders.
#pragma once
#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <span>
#include <string>
#include <system_error>
#include <vector>

#include "augury/core/error.hpp"
#include "augury/core/utf8.hpp"
#include "augury/images/probe.hpp"
#include "augury/images/tree_walk.hpp"
#include "augury/io/json_string.hpp"

namespace augury {

namespace detail {

/// The sub-folders of a folder; links to folders come last, so that they give way.
inline std::vector<std::string> folders_of(const fs::path& root,
                                           const std::vector<std::string>& names) {
  std::vector<std::string> folders;
  std::error_code ignored;
  for (const bool link : {false, true})
    for (const std::string& name : names)
      if (fs::is_directory(root / name, ignored) && fs::is_symlink(root / name, ignored) == link)
        folders.push_back(name);
  return folders;
}

/// Files beside class folders have no class. Only pictures, and what cannot be looked at, are worth a
/// word.
inline void report_loose(const fs::path& root, const std::string& name, FolderListing& listing) {
  std::array<char, 16> begin{};
  std::error_code failed;
  const auto status = fs::status(root / name, failed);
  if (!fs::exists(status))  // a link to nothing, or in a circle
    listing.problems.push_back({name, "it cannot be read: " + failed.message()});
  if (!fs::is_regular_file(status)) return;
  std::ifstream(root / name, std::ios::binary).read(begin.data(), begin.size());
  if (format_of(ByteView(std::as_bytes(std::span(begin)))))
    listing.problems.push_back({name, "it lies beside the class folders; move it into one"});
}

}  // namespace detail

/// Sub-folders that hold files are classes, in the order of their names' bytes, and what lies in
/// folders within them is theirs; a folder without such sub-folders is one class. Hidden files and
/// folders are left out. Throws UsageError unless `root` is a folder, Error where it is locked.
inline FolderListing list_pictures(const std::filesystem::path& root) {
  namespace fs = std::filesystem;
  std::error_code failed;
  if (!fs::is_directory(root, failed))
    throw UsageError("'" + root.string() + "' is no folder of pictures; name one that is");
  FolderListing listing;
  std::vector<std::string> names;
  try {
    names = detail::visible_names(root);
  } catch (const fs::filesystem_error& locked) {
    throw Error("cannot open the folder '" + root.string() + "': " + locked.code().message());
  }

  detail::TreeWalk walk(root, listing);
  walk.keep("");
  std::vector<std::string> folders;
  for (const std::string& folder : detail::folders_of(root, names)) {
    if (walk.keep(folder)) folders.push_back(folder);
    else listing.problems.push_back({folder, "it is a link to a folder that is read elsewhere"});
  }
  std::sort(folders.begin(), folders.end());
  for (const std::string& folder : folders) {
    const auto files = listing.files.size(), problems = listing.problems.size();
    walk.enter(folder, static_cast<std::int32_t>(listing.class_names.size()));
    if (listing.files.size() > files) listing.class_names.push_back(as_utf8(folder));
    else if (listing.problems.size() == problems)
      listing.problems.push_back({folder, "it is no class: it holds no files"});
  }

  const bool flat = listing.class_names.empty();
  if (flat) {
    const std::string name = fs::canonical(root, failed).filename().string();
    listing.class_names.push_back(name.empty() ? "images" : as_utf8(name));
  }
  for (const std::string& name : names) {
    if (std::find(folders.begin(), folders.end(), name) != folders.end()) continue;
    if (fs::is_directory(root / name, failed)) continue;  // a link that was reported
    if (flat) walk.take(name, 0);
    else detail::report_loose(root, name, listing);
  }
  return listing;
}

}  // namespace augury
