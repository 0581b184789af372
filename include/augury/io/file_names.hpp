// SPDX-License-Identifier: MIT
// Names of files: those of classes made fit for them, and those that hold a number.
#pragma once
#include <algorithm>
#include <cstddef>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "augury/core/utf8.hpp"

namespace augury::detail {

/// Whether a name is `head`, then one or more of `digits`, then `tail`.
inline bool is_numbered_name(std::string_view name, std::string_view head, std::string_view tail,
                             std::string_view digits = "0123456789") {
  if (!name.starts_with(head)) return false;
  name.remove_prefix(head.size());
  const auto end = name.find_first_not_of(digits);
  return end > 0 && end != name.npos && name.substr(end) == tail;
}

/// Whether the names of classes keep this byte: letters, digits, "-", "_", ".", and all that is no
/// ASCII but the control characters U+0080 to U+009F, which begin with C2 80 to C2 9F.
inline bool is_fit_for_names(char c, char before) {
  const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  const auto byte = static_cast<unsigned char>(c);
  const bool control = static_cast<unsigned char>(before) == 0xC2 && byte >= 0x80 && byte < 0xA0;
  return letter || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.' ||
         (byte >= 0x80 && !control);
}
/// Whether file_names below could have given this name.
inline bool is_fit_name(std::string_view name) {
  if (name.empty() || name.front() == '.' || !is_utf8(name)) return false;
  for (std::size_t i = 0; i < name.size(); ++i)
    if (!is_fit_for_names(name[i], i > 0 ? name[i - 1] : ' ')) return false;
  return true;
}

/// A class's name as that of a file, of at most 80 bytes; what is not fit becomes "_".
inline std::string file_name(const std::string& name) {
  const bool utf8 = is_utf8(name);
  std::string text = name.substr(0, 80);
  if (utf8)
    while (!is_utf8(text)) text.pop_back();  // a character that the limit has cut
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if (is_fit_for_names(text[i], i > 0 ? text[i - 1] : ' ') && (utf8 || byte < 0x80)) continue;
    if (utf8 && byte >= 0x80) text[i - 1] = '_';  // the first byte of a control character
    text[i] = '_';
  }
  if (text.empty() || text.front() == '.') text.insert(0, "_");
  return text;
}

/// Names of letters of any script, digits, "-", "_" and ".", no two alike even where the case of
/// a to z does not count.
inline std::vector<std::string> file_names(const std::vector<std::string>& names) {
  std::vector<std::string> safe;
  std::set<std::string> taken{"manifest.csv"};
  for (std::size_t k = 0; k < names.size(); ++k) {
    const auto fold = [](std::string text) {
      for (char& c : text)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
      return text;
    };
    const std::string stem = file_name(names[k]);
    std::string name = stem;
    for (std::size_t twin = k; !taken.insert(fold(name)).second; ++twin)
      name = stem + "-" + std::to_string(twin);
    safe.push_back(name);
  }
  return safe;
}

}  // namespace augury::detail
