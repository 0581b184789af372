// SPDX-License-Identifier: MIT
// Whether a text is fit for files that others read, and what it is made to if not.
#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace augury {

/// Whether `text` is UTF-8: no stray or missing bytes, no overlong forms, no surrogates.
inline bool is_utf8(std::string_view text) {
  for (std::size_t i = 0; i < text.size();) {
    const auto lead = static_cast<unsigned char>(text[i++]);
    if (lead < 0x80) continue;
    const int more = lead >= 0xF0 ? 3 : lead >= 0xE0 ? 2 : 1;
    if (lead < 0xC2 || lead > 0xF4 || text.size() - i < static_cast<std::size_t>(more))
      return false;
    std::uint32_t code = lead & (0x3Fu >> more);
    for (int k = 0; k < more; ++k) {
      const auto next = static_cast<unsigned char>(text[i++]);
      if ((next & 0xC0) != 0x80) return false;
      code = code << 6 | (next & 0x3Fu);
    }
    const std::uint32_t least = more == 3 ? 0x10000 : more == 2 ? 0x800 : 0x80;
    if (code < least || code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF)) return false;
  }
  return true;
}

/// A name that travels in JSON: as it is, or with the bytes above 7F written as %E9.
inline std::string as_utf8(const std::string& name) {
  if (is_utf8(name)) return name;
  static constexpr char hex[] = "0123456789ABCDEF";
  std::string text;
  for (const char c : name) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x80) text += c;
    else text += {'%', hex[byte >> 4], hex[byte & 15]};
  }
  return text;
}

}  // namespace augury
