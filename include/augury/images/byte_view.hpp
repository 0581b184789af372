// SPDX-License-Identifier: MIT
// ByteView: bytes of a file that nobody vouches for; reading beyond their end is an Error.
#pragma once
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "augury/core/error.hpp"

namespace augury::detail {

/// What the headers of pictures are read from. Throws Error, in words that follow a file's name,
/// wherever the file is shorter than it says.
class ByteView {
 public:
  explicit ByteView(std::span<const std::byte> bytes) : bytes_(bytes) {}

  std::size_t size() const { return bytes_.size(); }

  ByteView part(std::size_t at, std::size_t count) const {
    if (at > size() || count > size() - at) throw Error("it is cut: its end is missing");
    return ByteView(bytes_.subspan(at, count));
  }
  ByteView from(std::size_t at) const { return part(at, at > size() ? 0 : size() - at); }

  std::uint32_t u8(std::size_t at) const { return little(at, 1); }

  /// An unsigned number of `count` bytes, at most 4.
  std::uint32_t little(std::size_t at, int count) const { return number(at, count, true); }
  std::uint32_t big(std::size_t at, int count) const { return number(at, count, false); }

  bool has(std::size_t at, std::string_view text) const {
    if (at > size() || text.size() > size() - at) return false;
    for (std::size_t i = 0; i < text.size(); ++i)
      if (bytes_[at + i] != static_cast<std::byte>(text[i])) return false;
    return true;
  }

  std::span<const std::byte> bytes() const { return bytes_; }

 private:
  std::uint32_t number(std::size_t at, int count, bool is_little) const {
    const std::span<const std::byte> digits = part(at, static_cast<std::size_t>(count)).bytes();
    std::uint32_t value = 0;
    for (int i = 0; i < count; ++i) {
      const int digit = is_little ? count - 1 - i : i;
      value = value << 8 | std::to_integer<std::uint32_t>(digits[static_cast<std::size_t>(digit)]);
    }
    return value;
  }

  std::span<const std::byte> bytes_;
};

}  // namespace augury::detail
