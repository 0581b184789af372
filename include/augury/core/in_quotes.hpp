// SPDX-License-Identifier: MIT
// in_quotes: text that nobody vouches for, within a sentence.
#pragma once
#include <algorithm>
#include <string>
#include <string_view>

namespace augury {

/// Text from a file, fit for a message: quoted, on one line, of bounded length.
inline std::string in_quotes(std::string_view text) {
  std::string result = "'" + std::string(text.substr(0, 80)) + (text.size() > 80 ? "...'" : "'");
  std::replace_if(
      result.begin(), result.end(), [](unsigned char c) { return c < 0x20 || c == 0x7F; }, '?');
  return result;
}

}  // namespace augury
