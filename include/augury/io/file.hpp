// SPDX-License-Identifier: MIT
// Whole files: is_there, write_file and read_file.
#pragma once
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include "augury/core/error.hpp"
#include "augury/io/descriptor.hpp"
#include "augury/io/new_file.hpp"

namespace augury {

/// Whether there is anything of that name, a link to nothing too, as far as this process may look.
inline bool is_there(const std::filesystem::path& path) {
  std::error_code ignored;
  return std::filesystem::exists(std::filesystem::symlink_status(path, ignored));
}

/// Writes a file whole or not at all. Throws Error.
inline void write_file(const std::filesystem::path& path, std::span<const std::byte> bytes,
                       Durable durable = Durable::yes) {
  NewFile file(path, durable);
  file.write(bytes);
  file.commit();
}
inline void write_file(const std::filesystem::path& path, std::string_view text,
                       Durable durable = Durable::yes) {
  write_file(path, detail::bytes_of(text), durable);
}

/// A regular file that is read from its beginning.
class ExistingFile {
 public:
  /// Throws Error where there is none, it is locked, or it is a folder, a pipe or a device.
  explicit ExistingFile(std::filesystem::path path) : path_(std::move(path)) {
    struct stat facts {};
    // Before open, which would wait for the other end of a pipe.
    if (::stat(path_.c_str(), &facts) != 0) detail::file_failed("read", path_);
    if (!S_ISREG(facts.st_mode))
      throw Error("cannot read '" + path_.string() + "': it is no regular file");
    file_ = detail::Descriptor(::open(path_.c_str(), O_RDONLY | O_CLOEXEC));
    if (file_.get() < 0) detail::file_failed("read", path_);
    size_ = static_cast<std::uint64_t>(facts.st_size);
  }

  const std::filesystem::path& path() const { return path_; }
  /// In bytes, when it was opened.
  std::uint64_t size() const { return size_; }

  /// Fills `bytes` with what comes next. Throws Error where the file ends before.
  void read(std::span<std::byte> bytes) {
    while (!bytes.empty()) {
      const ssize_t n = ::read(file_.get(), bytes.data(), bytes.size());
      if (n < 0 && errno == EINTR) continue;
      if (n < 0) detail::file_failed("read", path_);
      if (n == 0) throw Error("cannot read '" + path_.string() + "': it ends too early");
      bytes = bytes.subspan(static_cast<std::size_t>(n));
    }
  }

  /// The next `count` bytes, which the caller has compared with size().
  std::vector<std::byte> read(std::uint64_t count) {
    std::vector<std::byte> bytes;
    try {
      bytes.resize(static_cast<std::size_t>(count));
    } catch (const std::exception&) {  // bad_alloc, length_error
      throw Error("cannot read '" + path_.string() + "': there is no memory for its " +
                  std::to_string(count) + " bytes");
    }
    read(std::span(bytes));
    return bytes;
  }

 private:
  std::filesystem::path path_;
  detail::Descriptor file_;
  std::uint64_t size_ = 0;
};

/// A whole file of at most `limit` bytes. Throws Error.
inline std::vector<std::byte> read_file(const std::filesystem::path& path,
                                        std::uint64_t limit = std::uint64_t{1} << 32) {
  ExistingFile file(path);
  if (file.size() > limit)
    throw Error("cannot read '" + path.string() + "': it has " + std::to_string(file.size()) +
                " bytes, and at most " + std::to_string(limit) + " are expected");
  return file.read(file.size());
}

/// The bytes of a file seen as text; they must outlive the result.
inline std::string_view as_text(std::span<const std::byte> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

}  // namespace augury
