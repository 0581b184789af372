// SPDX-License-Identifier: MIT
// Files in the making, ".augury-<pid>-<n>.part": how the living are told from what a killed program
// left behind. A writer holds a lock on its part, which the system takes away when the program
// ends, however it ends. A process number would not do: a container has its own, and numbers come
// again.
#pragma once
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

#include "augury/io/descriptor.hpp"
#include "augury/io/file_names.hpp"

namespace augury {

namespace detail {

inline constexpr std::string_view part_head = ".augury-", part_tail = ".part";

/// Whether a file has the name of a part.
inline bool is_part_name(std::string_view name) {
  if (!is_numbered_name(name, part_head, part_tail, "0123456789-")) return false;
  name.remove_prefix(part_head.size());
  name.remove_suffix(part_tail.size());
  return std::ranges::count(name, '-') == 1 && !name.starts_with('-') && !name.ends_with('-');
}

/// Locks a part that was just created; false where another program took it for abandoned in the
/// moment before. Where the file system has no locks, nobody can take any, and parts stay.
inline bool claim_part(int fd) {
  while (::flock(fd, LOCK_EX) != 0 && errno == EINTR) {
  }
  struct stat facts {};
  return ::fstat(fd, &facts) == 0 && facts.st_nlink > 0;
}

/// The part at `path`, locked, if its writer is dead; else closed.
inline Descriptor abandoned_part(const std::filesystem::path& path) {
  if (!is_part_name(path.filename().string())) return Descriptor();
  Descriptor part(::open(path.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
  struct stat facts {};
  const bool dead = part.get() >= 0 && ::fstat(part.get(), &facts) == 0 && S_ISREG(facts.st_mode) &&
                    ::flock(part.get(), LOCK_EX | LOCK_NB) == 0;
  return dead ? std::move(part) : Descriptor();
}

}  // namespace detail

/// Whether `path` is a file in the making that nobody makes any more.
inline bool is_abandoned_part(const std::filesystem::path& path) {
  return detail::abandoned_part(path).get() >= 0;
}

/// Removes the abandoned parts of a folder; what cannot be looked at stays.
inline void remove_abandoned_parts(const std::filesystem::path& folder) {
  std::error_code code;
  std::filesystem::directory_iterator entry(folder, code);
  for (; !code && entry != std::filesystem::directory_iterator(); entry.increment(code)) {
    const detail::Descriptor locked = detail::abandoned_part(entry->path());
    if (locked.get() >= 0) ::unlink(entry->path().c_str());
  }
}

}  // namespace augury
