// SPDX-License-Identifier: MIT
// TarWriter: an archive in the POSIX format ustar, which every tar reads; only names that do not fit
// take a pax header (POSIX.1-2001) before theirs.
#pragma once
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <numeric>
#include <span>
#include <string>
#include <string_view>

#include "augury/core/error.hpp"
#include "augury/io/json_string.hpp"
#include "augury/io/new_file.hpp"

namespace augury {

namespace detail {

inline constexpr std::size_t tar_block = 512;     // everything in a tar file begins at a multiple
inline constexpr std::size_t longest_name = 100;  // that a header holds
inline constexpr int most_size_bits = 33;         // 11 octal digits

/// Whether the header of ustar holds a name as it is.
inline bool fits_ustar(std::string_view name) {
  return name.size() <= longest_name &&
         std::ranges::all_of(name, [](unsigned char c) { return c >= 0x20 && c < 0x7F; });
}

/// The nearest name that fits, for readers that know no pax.
inline std::string ustar_name(std::string_view name) {
  std::string fitting(name.substr(0, longest_name));
  for (char& c : fitting)
    if (!fits_ustar({&c, 1})) c = '_';
  return fitting;
}

/// The 512 bytes before each member. type: '0' a file, 'x' a pax header. What differs from machine
/// to machine or from day to day (owner, time) is 0: the same members give the same bytes.
inline std::string tar_header(std::string_view name, std::size_t size, char type) {
  std::string header(tar_block, '\0');
  const auto put = [&](std::size_t at, std::string_view text) {
    std::ranges::copy(text, header.begin() + static_cast<std::ptrdiff_t>(at));
  };
  const auto octal = [](std::uint64_t value, int digits) {
    char text[16];
    std::snprintf(text, sizeof text, "%0*llo", digits, static_cast<unsigned long long>(value));
    return std::string(text);
  };
  put(0, ustar_name(name));
  put(100, octal(0644, 7));  // mode
  put(108, octal(0, 7));     // user
  put(116, octal(0, 7));     // group
  put(124, octal(size, 11));
  put(136, octal(0, 11));  // time
  put(148, "        ");    // the checksum is taken with spaces in its own place
  put(156, {&type, 1});
  put(257, std::string_view("ustar\0"
                            "00",
                            8));
  put(329, octal(0, 7));  // device
  put(337, octal(0, 7));
  const auto sum = std::accumulate(
      header.begin(), header.end(), std::uint64_t{0},
      [](std::uint64_t all, char c) { return all + static_cast<unsigned char>(c); });
  put(148, octal(sum, 6) + std::string("\0 ", 2));
  return header;
}

/// "<length> path=<name>\n"; the length counts its own digits.
inline std::string pax_path(std::string_view name) {
  const std::string record = " path=" + std::string(name) + "\n";
  std::size_t length = record.size();
  while (std::to_string(length).size() + record.size() != length) ++length;
  return std::to_string(length) + record;
}

}  // namespace detail

/// A tar archive in the making, which appears whole with commit() or not at all.
class TarWriter {
 public:
  /// Throws Error where the folder is missing or locked, or `path` is no regular file.
  explicit TarWriter(const std::filesystem::path& path, Durable durable = Durable::yes)
      : file_(path, durable) {}

  /// Appends a file. Throws UsageError for a name that is empty, not UTF-8 or holds a zero byte,
  /// and for 8 GiB and more; Error where the disk fails.
  void add(std::string_view name, std::string_view bytes) {
    if (name.empty() || !is_utf8(name) || name.find('\0') != name.npos)
      throw UsageError(
          "the name of a file in a tar archive must be UTF-8 without zero bytes, and "
          "was '" +
          detail::ustar_name(name) + "'; give it another name");
    if (bytes.size() >> detail::most_size_bits != 0)
      throw UsageError("a file in a tar archive must be smaller than 8 GiB, and '" +
                       std::string(name) + "' has " + std::to_string(bytes.size()) + " bytes");
    if (!detail::fits_ustar(name))
      member("PaxHeaders/" + std::string(name), detail::pax_path(name), 'x');
    member(name, bytes, '0');
  }
  void add(std::string_view name, std::span<const std::byte> bytes) {
    add(name, {reinterpret_cast<const char*>(bytes.data()), bytes.size()});
  }

  /// Ends the archive and puts it in place of an older one. Throws Error.
  void commit() {
    file_.write(std::string(2 * detail::tar_block, '\0'));
    file_.commit();
  }

 private:
  void member(std::string_view name, std::string_view bytes, char type) {
    const std::size_t over = bytes.size() % detail::tar_block;
    std::string blocks = detail::tar_header(name, bytes.size(), type);
    blocks.append(bytes);
    if (over > 0) blocks.append(detail::tar_block - over, '\0');
    file_.write(blocks);
  }

  NewFile file_;
};

}  // namespace augury
