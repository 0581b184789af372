// SPDX-License-Identifier: MIT
// ByteSource: the bytes of a file, unpacked where it is a gzip file. Needs zlib.
#pragma once
#include <zlib.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <system_error>

#include "augury/core/error.hpp"

namespace augury {

/// The file of that name in a folder, or else the one with ".gz" added, if there is one.
inline std::optional<std::filesystem::path> find_plain_or_packed(
    const std::filesystem::path& folder, const std::string& name) {
  std::error_code ignored;
  for (const std::string& candidate : {name, name + ".gz"})
    if (std::filesystem::is_regular_file(folder / candidate, ignored)) return folder / candidate;
  return std::nullopt;
}

/// Reads a file front to back. Whether it is packed is seen by its first two bytes and not by its
/// name: browsers unpack downloads and keep the ".gz". Unpacks no more than it is asked for, so a
/// file that unpacks to terabytes costs its reader nothing.
class ByteSource {
 public:
  /// Throws Error when the file cannot be opened.
  explicit ByteSource(const std::filesystem::path& path)
      : name_("'" + path.string() + "'"), file_(path, std::ios::binary) {
    std::error_code failed;
    file_size_ = std::filesystem::file_size(path, failed);
    if (!file_ || failed) throw Error(name_ + " cannot be read; is it a file that you may read?");
    refill();
    packed_ = stream_.avail_in >= 2 && input_[0] == 0x1F && input_[1] == 0x8B;
    constexpr int gzip_only = 15 + 16;  // zlib: the largest window, plus 16 for a gzip header
    if (packed_ && inflateInit2(&stream_, gzip_only) != Z_OK) throw Error("zlib has no memory");
  }
  ByteSource(const ByteSource&) = delete;
  ByteSource& operator=(const ByteSource&) = delete;
  ~ByteSource() {
    if (packed_) inflateEnd(&stream_);
  }

  /// The path in quotes, for messages.
  const std::string& name() const { return name_; }

  /// No more bytes than this can come out: the size of the file, or 1032 times that where it is
  /// packed (a deflate match of 258 bytes takes at least two bits).
  std::uintmax_t most() const {
    constexpr std::uintmax_t all = std::numeric_limits<std::uintmax_t>::max();
    if (!packed_) return file_size_;
    return file_size_ > all / 1032 ? all : file_size_ * 1032;
  }

  /// Sets as many bytes of `out` as there are left and returns their number: fewer than asked for
  /// only at the end. Throws Error for a packed file that is cut or damaged, its checksum and
  /// bytes behind its end included.
  std::size_t read(std::span<unsigned char> out) {
    std::size_t got = 0;
    while (got < out.size()) {
      const std::size_t step = packed_ ? unpack(out.subspan(got)) : copy(out.subspan(got));
      if (step == 0) break;
      got += step;
    }
    return got;
  }

 private:
  /// Makes sure that there is input, unless the file is at its end.
  void refill() {
    if (stream_.avail_in > 0) return;
    file_.read(reinterpret_cast<char*>(input_.data()), static_cast<std::streamsize>(input_.size()));
    if (file_.bad()) throw Error(name_ + " cannot be read to its end; is the disk all right?");
    stream_.next_in = input_.data();
    stream_.avail_in = static_cast<uInt>(file_.gcount());
  }

  std::size_t copy(std::span<unsigned char> out) {
    refill();
    const std::size_t count = std::min<std::size_t>(out.size(), stream_.avail_in);
    std::copy_n(stream_.next_in, count, out.begin());
    stream_.next_in += count;
    stream_.avail_in -= static_cast<uInt>(count);
    return count;
  }

  std::size_t unpack(std::span<unsigned char> out) {
    const auto room = static_cast<uInt>(std::min<std::size_t>(out.size(), 1 << 30));
    stream_.next_out = out.data();
    stream_.avail_out = room;
    while (stream_.avail_out == room && !ended_) {
      refill();
      if (stream_.avail_in == 0)
        throw Error(name_ + " is truncated: its gzip data end too early; fetch it again");
      const int result = inflate(&stream_, Z_NO_FLUSH);
      if (result == Z_STREAM_END) end();
      else if (result != Z_OK) throw Error(name_ + " has damaged gzip data; fetch it again");
    }
    return room - stream_.avail_out;
  }

  /// At the end of a member, of which a gzip file may have several.
  void end() {
    refill();
    ended_ = stream_.avail_in == 0;
    if (!ended_ && (*stream_.next_in != 0x1F || inflateReset(&stream_) != Z_OK))
      throw Error(name_ + " has bytes behind the end of its gzip data; fetch it again");
  }

  std::string name_;
  std::ifstream file_;
  std::uintmax_t file_size_ = 0;
  bool packed_ = false, ended_ = false;
  z_stream stream_{};  // for a plain file it only counts what is left of the input
  std::array<unsigned char, 1 << 16> input_;
};

}  // namespace augury
