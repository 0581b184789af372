// SPDX-License-Identifier: MIT
#include "augury/io/file.hpp"

#include <sys/stat.h>

#include "augury/io/folder.hpp"
#include "augury/io/line_log.hpp"
#include "catch.hpp"
#include "io/temporary_folder.hpp"

using namespace augury;
namespace fs = std::filesystem;

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
