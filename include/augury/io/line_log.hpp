// SPDX-License-Identifier: MIT
// A log of one record per line that stays readable when the program is killed.
#pragma once
#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <utility>

#include "augury/core/error.hpp"
#include "augury/io/file.hpp"

namespace augury {

/// Appends lines to a file, each with one write, so that a killed program leaves whole lines and at
/// worst a torn last one, which the next opening cuts away.
class LineLog {
 public:
  using Keep = std::function<bool(std::string_view line)>;

  /// Opens or creates the file. With `keep`, the file is cut before the first line for which it is
  /// false: a resumed run drops the steps after its checkpoint, which it is about to repeat.
  /// Throws Error.
  explicit LineLog(std::filesystem::path path, const Keep& keep = {})
      : path_(std::move(path)),
        file_(::open(path_.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666)) {
    if (file_.get() < 0) detail::file_failed("write", path_);
    const auto bytes = read_file(path_);
    size_ = kept(as_text(bytes), keep);
    if (size_ < bytes.size() && !cut()) detail::file_failed("shorten", path_);
  }

  /// Appends `line` and a line feed. Throws Error when the disk takes it not or only in part; the
  /// file then ends after the line before.
  void write(std::string_view line) {
    if (line.find('\n') != std::string_view::npos)
      throw UsageError("a line for '" + path_.string() + "' has a line feed within");
    const std::string whole = std::string(line) + "\n";
    if (!detail::write_all(file_.get(), detail::bytes_of(whole))) {
      const int code = errno;
      cut();
      detail::file_failed("write", path_, code);
    }
    size_ += whole.size();
  }

 private:
  // Length of the leading lines that are whole and wanted.
  static std::size_t kept(std::string_view text, const Keep& keep) {
    std::size_t begin = 0;
    for (std::size_t end; (end = text.find('\n', begin)) != std::string_view::npos; begin = end + 1)
      if (keep && !keep(text.substr(begin, end - begin))) break;
    return begin;
  }
  bool cut() { return ::ftruncate(file_.get(), static_cast<off_t>(size_)) == 0; }

  std::filesystem::path path_;
  detail::Descriptor file_;
  std::size_t size_ = 0;  // bytes in whole lines
};

}  // namespace augury
