// SPDX-License-Identifier: MIT
// Files appear whole or not at all: what is new is written beside the old file, and takes its
// place by a rename once every byte is there.
#pragma once
#include <fcntl.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstddef>
#include <cstdio>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

#include "augury/core/error.hpp"
#include "augury/io/descriptor.hpp"
#include "augury/io/part_file.hpp"

namespace augury {

/// Whether a new file must outlive a power cut. `no` still outlives the end of the program, and is
/// for pictures by the thousand: waiting for the disk costs milliseconds a file.
enum class Durable { no, yes };

/// A file in the making. Until commit() nobody sees it: it is ".augury-<pid>-<n>.part" in the same
/// folder, and is removed when commit() is never reached. What a killed program leaves behind,
/// remove_abandoned_parts takes away (io/part_file.hpp).
class NewFile {
 public:
  /// Throws Error where the folder is missing or locked, or `path` is no regular file.
  explicit NewFile(std::filesystem::path path, Durable durable = Durable::yes)
      : path_(std::move(path)), durable_(durable) {
    // A rename would replace a device such as /dev/full, or fail on a folder after all the work.
    std::error_code ignored;
    const auto status = std::filesystem::status(path_, ignored);
    if (std::filesystem::exists(status) && !std::filesystem::is_regular_file(status))
      throw Error("cannot write '" + path_.string() + "': it is there and is no regular file");
    while (!create_part()) {
    }
  }
  NewFile(const NewFile&) = delete;
  NewFile& operator=(const NewFile&) = delete;
  ~NewFile() {
    if (!part_.empty()) ::unlink(part_.c_str());
  }

  /// Appends. Throws Error with the reason, a full disk among them.
  void write(std::span<const std::byte> bytes) {
    if (!detail::write_all(file_.get(), bytes)) detail::file_failed("write", path_);
  }
  void write(std::string_view text) { write(detail::bytes_of(text)); }

  /// Puts the file in place of an older one. Throws Error; then the older one is still there.
  void commit() {
    const bool durable = durable_ == Durable::yes;
    if (durable && !detail::to_disk(file_.get())) detail::file_failed("write", path_);
    // A second descriptor holds the lock until the part has its name.
    const detail::Descriptor lock(::fcntl(file_.get(), F_DUPFD_CLOEXEC, 0));
    if (file_.close() != 0) detail::file_failed("write", path_);
    if (::rename(part_.c_str(), path_.c_str()) != 0) detail::file_failed("write", path_);
    part_.clear();
    if (durable) detail::entry_to_disk(path_);
  }

 private:
  /// False where the name is taken, or was taken away; another one is then to be tried.
  bool create_part() {
    static std::atomic<unsigned> count{0};
    const std::filesystem::path part =
        path_.parent_path() / (std::string(detail::part_head) + std::to_string(::getpid()) + "-" +
                               std::to_string(count++) + std::string(detail::part_tail));
    file_ = detail::Descriptor(::open(part.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666));
    if (file_.get() < 0 && errno != EEXIST) detail::file_failed("write", path_);
    if (file_.get() < 0 || !detail::claim_part(file_.get())) return false;
    part_ = part;
    return true;
  }

  std::filesystem::path path_, part_;
  Durable durable_;
  detail::Descriptor file_;
};

}  // namespace augury
