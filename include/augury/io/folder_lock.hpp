// SPDX-License-Identifier: MIT
// FolderLock: one process at a time writes into a folder.
#pragma once
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <string>
#include <string_view>
#include <utility>

#include "augury/core/error.hpp"
#include "augury/io/descriptor.hpp"

namespace augury {

/// The file that a folder is locked by. It holds the number of the process, and goes away with the
/// lock; one that a killed process left behind locks nothing.
inline constexpr std::string_view lock_name = ".augury.lock";

/// Locks a folder that is there against every other FolderLock, in this process too, as long as it
/// lives. The system takes the lock away when the process ends, however it ends. Where the file
/// system has no locks, or nobody may write, all goes on without.
class FolderLock {
 public:
  /// Throws Error where the folder stays locked for a second: a process that was just killed may
  /// still be on its way out.
  explicit FolderLock(const std::filesystem::path& folder) : path_(folder / lock_name) {
    constexpr int tries = 40;
    for (int done = 1; !take(); ++done) {
      if (done == tries)
        throw Error("folder '" + folder.string() + "' is being written by another process" +
                    owner() + "; wait for its end, end it, or name another folder");
      ::usleep(25'000);
    }
  }
  FolderLock(FolderLock&&) = default;
  FolderLock& operator=(FolderLock&&) = delete;
  ~FolderLock() {
    if (file_.get() >= 0) ::unlink(path_.c_str());  // before others can lock it
  }

 private:
  detail::Descriptor open(int how) const {
    return detail::Descriptor(
        ::open(path_.c_str(), how | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, 0666));
  }
  /// False where another one has it.
  bool take() {
    detail::Descriptor file = open(O_RDWR | O_CREAT);
    if (file.get() < 0) file = open(O_RDONLY);  // another user's
    if (file.get() < 0) return true;
    if (::flock(file.get(), LOCK_EX | LOCK_NB) != 0) {
      if (errno == EWOULDBLOCK || errno == EINTR) return false;
      ::unlink(path_.c_str());
      return true;
    }
    struct stat facts {};
    if (::fstat(file.get(), &facts) != 0 || facts.st_nlink == 0) return false;  // it was let go
    if (::ftruncate(file.get(), 0) == 0)
      detail::write_all(file.get(), detail::bytes_of(std::to_string(::getpid())));
    file_ = std::move(file);
    return true;
  }
  /// ", number 1234", as far as it is known.
  std::string owner() const {
    char digits[16];
    const detail::Descriptor file = open(O_RDONLY);
    const ssize_t count = file.get() < 0 ? 0 : ::read(file.get(), digits, sizeof digits);
    const std::string_view number(digits, count > 0 ? static_cast<std::size_t>(count) : 0);
    if (number.empty() || number.find_first_not_of("0123456789") != number.npos) return "";
    return ", number " + std::string(number);
  }

  std::filesystem::path path_;
  detail::Descriptor file_;
};

}  // namespace augury
