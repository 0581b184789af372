// SPDX-License-Identifier: MIT
#include "augury/io/folder_lock.hpp"

#include <sys/syscall.h>
#include <sys/wait.h>

#include <csignal>
#include <optional>

#include "augury/io/folder.hpp"
#include "catch.hpp"
#include "io/temporary_folder.hpp"

using namespace augury;

namespace {
bool no_locks = false;
std::filesystem::path let_go;  // by its holder, at the next attempt to lock it

/// Another process that holds the lock of a folder until it is killed.
pid_t start_holding(const TemporaryFolder& folder) {
  int ready[2];
  REQUIRE(::pipe(ready) == 0);
  const pid_t child = ::fork();
  if (child == 0) {
    const FolderLock lock(folder / "");
    if (::write(ready[1], "!", 1) != 1) ::_exit(1);
    for (;;) ::pause();
  }
  char word = 0;
  REQUIRE(::read(ready[0], &word, 1) == 1);
  ::close(ready[0]), ::close(ready[1]);
  return child;
}
std::string refused(const TemporaryFolder& folder) {
  return sentence([&] { FolderLock{folder / ""}; });
}
}  // namespace

/// In the place of the system's: as on a file system without locks, or beside others, if told so.
extern "C" int flock(int fd, int how) noexcept {
  if (no_locks) return errno = ENOLCK, -1;
  if (!let_go.empty()) ::unlink(let_go.c_str()), let_go.clear();
  return static_cast<int>(::syscall(SYS_flock, fd, how));
}

TEST_CASE("a folder has one lock, and nothing is left of it") {
  TemporaryFolder folder;
  std::optional<FolderLock> lock(std::in_place, folder / "");
  CHECK(refused(folder) ==
        "folder '" + (folder / "").string() + "' is being written by another process, number " +
            std::to_string(::getpid()) + "; wait for its end, end it, or name another folder");
  FolderLock moved(std::move(*lock));
  lock.reset();
  CHECK_FALSE(refused(folder).empty());
  CHECK(sentence<UsageError>([&] { require_empty_folder(folder / "", false); }).empty());
  { const FolderLock last(std::move(moved)); }
  CHECK(folder.entries() == 0);
  CHECK(refused(folder).empty());
}

TEST_CASE("the lock of a process goes with it, however it ends") {
  TemporaryFolder folder;
  const pid_t child = start_holding(folder);
  CHECK(contains(refused(folder), ", number " + std::to_string(child) + ";"));
  ::kill(child, SIGKILL);  // and no waiting: it may still be on its way out
  CHECK(refused(folder).empty());
  ::waitpid(child, nullptr, 0);
  CHECK(folder.entries() == 0);

  const pid_t other = start_holding(folder);
  ::kill(other, SIGKILL);
  ::waitpid(other, nullptr, 0);
  CHECK(folder.entries() == 1);  // a file that locks nothing
  CHECK(sentence<UsageError>([&] { require_empty_folder(folder / "", false); }).empty());
  write_file(folder / std::string(lock_name), "not a number, and rather long");
  CHECK(refused(folder).empty());
  CHECK(folder.entries() == 0);
}

TEST_CASE("a lock that is let go while another one comes for it is not mistaken for its own") {
  TemporaryFolder folder;
  let_go = folder / std::string(lock_name);
  const FolderLock lock(folder / "");
  CHECK(let_go.empty());
  CHECK(folder.entries() == 1);
  CHECK_FALSE(refused(folder).empty());
}

TEST_CASE("without locks, or where nobody may write, all goes on") {
  TemporaryFolder folder;
  no_locks = true;
  {
    const FolderLock one(folder / ""), two(folder / "");
    CHECK(folder.entries() == 0);
  }
  no_locks = false;
  const FolderLock nowhere(folder / "missing");
  CHECK(folder.entries() == 0);
}
