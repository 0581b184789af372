// SPDX-License-Identifier: MIT
// Strings of JSON. They are read and written here rather than with a JSON library because those
// accept keys that come twice, which safetensors forbids, and would double the compile time.
#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "augury/core/utf8.hpp"
#include "augury/io/text_cursor.hpp"

namespace augury {

/// `text` (UTF-8) as a JSON string with its quotes.
/// Bytes above 127 of a text that is not UTF-8 (file names may be anything) become '?'.
inline std::string to_json_string(std::string_view text) {
  const bool valid = is_utf8(text);
  static constexpr std::string_view plain = "\"\\\b\f\n\r\t", escaped = "\"\\bfnrt";
  std::string result = "\"";
  for (const char c : text) {
    if (const auto at = plain.find(c); at != plain.npos) {
      result += {'\\', escaped[at]};
    } else if (static_cast<unsigned char>(c) < 0x20) {
      static constexpr char hex[] = "0123456789abcdef";
      result += {'\\', 'u', '0', '0', hex[c >> 4], hex[c & 15]};
    } else {
      result += valid || static_cast<unsigned char>(c) < 0x80 ? c : '?';
    }
  }
  return result += '"';
}

namespace detail {

inline std::uint32_t take_hex4(TextCursor& cursor) {
  std::uint32_t value = 0;
  for (int k = 0; k < 4; ++k) {
    const char c = cursor.take();
    const int digit = c >= '0' && c <= '9'   ? c - '0'
                      : c >= 'a' && c <= 'f' ? c - 'a' + 10
                      : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                             : -1;
    if (digit < 0) cursor.fail_here("expected four hexadecimal digits");
    value = value << 4 | static_cast<std::uint32_t>(digit);
  }
  return value;
}

/// What follows "\u": one code point, from two escapes where it is beyond 0xFFFF, as UTF-8.
inline void take_code_point(TextCursor& cursor, std::string& result) {
  std::uint32_t code = take_hex4(cursor);
  if (code >= 0xD800 && code <= 0xDBFF) {
    const bool escape = cursor.take() == '\\' && cursor.take() == 'u';
    const std::uint32_t low = escape ? take_hex4(cursor) : 0;
    if (low < 0xDC00 || low > 0xDFFF) cursor.fail_here("half of a surrogate pair is missing");
    code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
  } else if (code >= 0xDC00 && code <= 0xDFFF) {
    cursor.fail_here("half of a surrogate pair is missing");
  }
  const auto tail = [&](int shift) { return static_cast<char>(0x80 | ((code >> shift) & 0x3F)); };
  if (code < 0x80) result += static_cast<char>(code);
  else if (code < 0x800) result += {static_cast<char>(0xC0 | code >> 6), tail(0)};
  else if (code < 0x10000) result += {static_cast<char>(0xE0 | code >> 12), tail(6), tail(0)};
  else result += {static_cast<char>(0xF0 | code >> 18), tail(12), tail(6), tail(0)};
}

}  // namespace detail

/// Reads a JSON string, which must come next after spaces. Its escapes are resolved; that the text
/// as a whole is UTF-8 is for the caller to check once. Errors are those of the cursor.
inline std::string take_json_string(TextCursor& cursor) {
  static constexpr std::string_view plain = "\"\\/\b\f\n\r\t", escaped = "\"\\/bfnrt";
  std::string result;
  cursor.expect("\"");
  for (char c; (c = cursor.take()) != '"';) {
    if (static_cast<unsigned char>(c) < 0x20) cursor.fail_here("a control character in a string");
    if (c != '\\') {
      result += c;
      continue;
    }
    const char kind = cursor.take();
    if (kind == 'u') {
      detail::take_code_point(cursor, result);
    } else if (const auto at = escaped.find(kind); at != escaped.npos) {
      result += plain[at];
    } else {
      cursor.fail_here("an unknown escape in a string");
    }
  }
  return result;
}

}  // namespace augury
