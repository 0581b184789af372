// SPDX-License-Identifier: MIT
#include "augury/io/file.hpp"

#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include <thread>

#include "augury/io/folder.hpp"
#include "augury/io/line_log.hpp"
#include "catch.hpp"
#include "io/temporary_folder.hpp"

using namespace augury;
namespace fs = std::filesystem;

namespace {
std::vector<ino_t> folders_synced;
int renamed_while_abandoned = 0;

/// Runs `work` in another process, which is killed when a part has appeared in `folder`.
template <class Work>
void killed_while_writing(const TemporaryFolder& folder, Work work) {
  const pid_t child = ::fork();
  if (child == 0) {
    work();
    std::abort();
  }
  REQUIRE(child > 0);
  for (int i = 0; i < 2000 && folder.entries() == 0; ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  ::kill(child, SIGKILL);
  int status = 0;
  REQUIRE(::waitpid(child, &status, 0) == child);
  REQUIRE(WIFSIGNALED(status));
}
}  // namespace

/// In the place of the system's: remembers which folders were brought to disk.
extern "C" int fsync(int fd) {
  struct stat facts {};
  if (::fstat(fd, &facts) == 0 && S_ISDIR(facts.st_mode)) folders_synced.push_back(facts.st_ino);
  return static_cast<int>(::syscall(SYS_fsync, fd));
}
/// The same: counts the parts that others could have swept away at this moment.
extern "C" int rename(const char* from, const char* to) noexcept {
  renamed_while_abandoned += is_abandoned_part(from);
  return ::renameat(AT_FDCWD, from, AT_FDCWD, to);
}

TEST_CASE("write_file: what is written is read back, and replaces what was there") {
  TemporaryFolder folder;
  const std::string text("one\0two\n", 8);
  for (const Durable durable : {Durable::yes, Durable::no}) {
    write_file(folder / "a", "an older and longer text", durable);
    write_file(folder / "a", text, durable);
    CHECK(text_of(folder / "a") == text);
  }
  write_file(folder / "empty", "");
  CHECK(text_of(folder / "empty").empty());
  CHECK(folder.entries() == 2);  // no temporaries stay behind
}

TEST_CASE("write_file: a new file has the usual permissions") {
  TemporaryFolder folder;
  const mode_t mask = ::umask(022);
  write_file(folder / "a", "text");
  ::umask(mask);
  CHECK(fs::status(folder / "a").permissions() == fs::perms(0644));
}

TEST_CASE("write_file: a full disk leaves the old file and nothing else") {
  TemporaryFolder folder;
  write_file(folder / "a", "old");
  const std::string large(100'000, 'x');
  std::string message;
  {
    FullDisk full(4096);
    message = sentence([&] { write_file(folder / "a", large); });
  }
  CHECK(contains(message, "cannot write '" + (folder / "a").string() + "': "));
  CHECK(contains(message, "File too large"));
  CHECK(text_of(folder / "a") == "old");
  CHECK(folder.entries() == 1);
}

TEST_CASE("NewFile: nobody sees it before commit, and without commit it is gone") {
  TemporaryFolder folder;
  {
    NewFile file(folder / "a");
    file.write("half");
    CHECK(!fs::exists(folder / "a"));
    CHECK(folder.entries() == 1);
  }
  CHECK(folder.entries() == 0);
}

TEST_CASE("a killed program's parts are swept away, and those of a living one are not") {
  TemporaryFolder folder;
  killed_while_writing(folder, [&] {
    NewFile file(folder / "a");
    file.write("half");
    for (;;) ::pause();
  });
  REQUIRE(folder.entries() == 1);  // what the dead left
  const fs::path part = *fs::directory_iterator(folder / "");
  CHECK(detail::is_part_name(part.filename().string()));
  CHECK(is_abandoned_part(part));
  NewFile living(folder / "b");
  living.write("whole");
  fs::create_directory(folder / ".augury-1-1.part");
  for (const char* other : {".augury-1-x.part", ".augury-1.part", ".augury-1-2-3.part", "augury",
                            ".augury--1.part", ".augury-1-.part", ".augury-1-1.part.txt"})
    write_file(folder / other, "the user's");
  remove_abandoned_parts(folder / "");
  CHECK_FALSE(fs::exists(part));
  CHECK(folder.entries() == 9);
  living.commit();
  CHECK(renamed_while_abandoned == 0);
  fs::rename(folder / ".augury-1-x.part", folder / ".augury-2-2.part");
  CHECK(renamed_while_abandoned == 0);
  fs::rename(folder / ".augury-2-2.part", folder / "c");
  CHECK(renamed_while_abandoned == 1);  // this test can see one
  CHECK(text_of(folder / "b") == "whole");
  remove_abandoned_parts(folder / "none");
}

TEST_CASE("a part that was taken away before it was locked is not written to") {
  TemporaryFolder folder;
  write_file(folder / ".augury-1-1.part", "");  // created, and not locked yet
  const detail::Descriptor part(::open((folder / ".augury-1-1.part").c_str(), O_WRONLY));
  const detail::Descriptor twin(::open((folder / ".augury-1-1.part").c_str(), O_RDONLY));
  CHECK(detail::claim_part(part.get()));
  CHECK_FALSE(is_abandoned_part(folder / ".augury-1-1.part"));
  ::unlink((folder / ".augury-1-1.part").c_str());
  CHECK_FALSE(detail::claim_part(part.get()));
}

TEST_CASE("a new entry of a folder reaches the disk, of the working folder too") {
  TemporaryFolder folder;
  const auto inode = [](const fs::path& path) {
    struct stat facts {};
    REQUIRE(::stat(path.c_str(), &facts) == 0);
    return facts.st_ino;
  };
  const fs::path before = fs::current_path();
  fs::current_path(folder / "");
  fs::create_directory("sub");
  folders_synced.clear();
  write_file("out.csv", "text");
  write_file("sub/out.csv", "text");
  write_file("sub/quick.png", "text", Durable::no);
  const std::vector<ino_t> wanted{inode("."), inode("sub")};
  fs::current_path(before);
  CHECK(folders_synced == wanted);
}

TEST_CASE("write_file: places that cannot be written to") {
  TemporaryFolder folder;
  const auto write = [](const fs::path& path) {
    return sentence([&] { write_file(path, "text"); });
  };
  CHECK(contains(write(folder / "none/a"), "No such file or directory"));
  fs::create_directory(folder / "sub");
  CHECK(contains(write(folder / "sub"), "no regular file"));
  CHECK(contains(write("/dev/full"), "no regular file"));
  CHECK(fs::is_character_file("/dev/full"));
  CHECK(folder.entries() == 1);
}

TEST_CASE("read_file: what is missing, no file, or too large") {
  TemporaryFolder folder;
  write_file(folder / "a", "four");
  CHECK(as_text(read_file(folder / "a", 4)) == "four");
  CHECK(contains(sentence([&] { read_file(folder / "a", 3); }), "at most 3"));
  CHECK(contains(sentence([&] { read_file(folder / "b"); }), "No such file"));
  CHECK(contains(sentence([&] { read_file(folder / "."); }), "no regular file"));
  CHECK(contains(sentence([&] { read_file("/dev/zero"); }), "no regular file"));
  REQUIRE(::mkfifo((folder / "pipe").c_str(), 0600) == 0);
  CHECK(contains(sentence([&] { read_file(folder / "pipe"); }), "no regular file"));
  ExistingFile file(folder / "a");
  CHECK(contains(sentence([&] { file.read(5); }), "ends too early"));
}

TEST_CASE("require_empty_folder") {
  TemporaryFolder folder;
  const auto run = folder / "runs/deep/photos";
  require_empty_folder(run, false);
  CHECK(fs::is_directory(run));
  require_empty_folder(run, false);  // empty still
  write_file(run / "run.json", "{}");
  const std::string message = sentence<UsageError>([&] { require_empty_folder(run, false); });
  CHECK(contains(message, "'" + run.string() + "' is not empty"));
  CHECK(contains(message, "run.json"));
  CHECK(contains(message, "--force"));
  const auto resume = [&] { require_empty_folder(run, false, "add --resume to go on"); };
  CHECK(contains(sentence<UsageError>(resume), "; add --resume to go on"));
  require_empty_folder(run, true);
  CHECK(text_of(run / "run.json") == "{}");

  const auto use = [](const fs::path& path) {
    return sentence([&] { require_empty_folder(path, true); });
  };
  CHECK(contains(use(run / "run.json"), "is a file"));
  CHECK(contains(use(run / "run.json/below"), "Not a directory"));
  CHECK(contains(use(""), "is empty"));
}

TEST_CASE("require_empty_folder: what a killed program left behind does not count") {
  TemporaryFolder folder;
  killed_while_writing(folder, [&] {
    NewFile file(folder / "run.json");
    for (;;) ::pause();
  });
  REQUIRE(folder.entries() == 1);
  write_file(folder / "run.json", "{}");
  const auto use = [&](bool force) {
    return sentence<UsageError>([&] { require_empty_folder(folder / "", force); });
  };
  CHECK(contains(use(false), "it holds 'run.json'"));
  CHECK(folder.entries() == 2);  // a folder that is refused stays as it is
  CHECK(use(true) == "");
  CHECK(folder.entries() == 1);
  fs::remove(folder / "run.json");
  killed_while_writing(folder, [&] {
    NewFile file(folder / "run.json");
    for (;;) ::pause();
  });
  REQUIRE(folder.entries() == 1);
  CHECK(use(false) == "");
  CHECK(folder.entries() == 0);
  NewFile living(folder / "run.json");
  CHECK(contains(use(false), "is not empty"));
}

TEST_CASE("LineLog: lines come back, and reopening appends") {
  TemporaryFolder folder;
  { LineLog(folder / "log").write("one"); }
  LineLog log(folder / "log");
  log.write("two");
  CHECK(text_of(folder / "log") == "one\ntwo\n");  // there at once: nothing waits in a buffer
  CHECK(contains(sentence<UsageError>([&] { log.write("a\nb"); }), "line feed"));
  CHECK(text_of(folder / "log") == "one\ntwo\n");
}

TEST_CASE("LineLog: a torn last line is cut away") {
  TemporaryFolder folder;
  write_file(folder / "log", "{\"step\":1}\n{\"step\":2}\n{\"st");
  LineLog(folder / "log").write("{\"step\":3}");
  CHECK(text_of(folder / "log") == "{\"step\":1}\n{\"step\":2}\n{\"step\":3}\n");
  write_file(folder / "log", "only a torn line");
  { LineLog log(folder / "log"); }
  CHECK(text_of(folder / "log").empty());
}

TEST_CASE("LineLog: a resumed run drops the lines after its checkpoint") {
  TemporaryFolder folder;
  write_file(folder / "log", "1\n2\n3\n4\n");
  LineLog log(folder / "log", [](std::string_view line) { return line != "3"; });
  log.write("3 again");
  CHECK(text_of(folder / "log") == "1\n2\n3 again\n");
}

TEST_CASE("LineLog: a full disk leaves whole lines") {
  TemporaryFolder folder;
  LineLog log(folder / "log");
  log.write("one");
  std::string message;
  {
    FullDisk full(10);
    message = sentence([&] { log.write("a line that does not fit"); });
  }
  CHECK(contains(message, "File too large"));
  CHECK(text_of(folder / "log") == "one\n");
  log.write("two");
  CHECK(text_of(folder / "log") == "one\ntwo\n");
}
