// SPDX-License-Identifier: MIT
// Names of files: those of classes made fit for them, and those that hold a number.
#pragma once
#include <algorithm>
#include <cstddef>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace augury::detail {

/// Whether a name is `head`, then one or more of `digits`, then `tail`.
inline bool is_numbered_name(std::string_view name, std::string_view head, std::string_view tail,
                             std::string_view digits = "0123456789") {
  if (!name.starts_with(head)) return false;
  name.remove_prefix(head.size());
  const auto end = name.find_first_not_of(digits);
  return end > 0 && end != name.npos && name.substr(end) == tail;
}

/// Whether the names of classes keep this character.
inline bool is_fit_for_names(char c) {
  const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  return letter || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.';
}
/// Whether file_names below could have given this name.
inline bool is_fit_name(std::string_view name) {
  return !name.empty() && name.front() != '.' && std::ranges::all_of(name, is_fit_for_names);
}

/// Names of letters, digits, "-", "_" and ".", no two alike even where case does not count.
inline std::vector<std::string> file_names(const std::vector<std::string>& names) {
  std::vector<std::string> safe;
  std::set<std::string> taken{"manifest.csv"};
  for (std::size_t k = 0; k < names.size(); ++k) {
    std::string name = names[k].substr(0, 80);
    for (char& c : name)
      if (!is_fit_for_names(c)) c = '_';
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

}  // namespace augury::detail
