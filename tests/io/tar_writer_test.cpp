// SPDX-License-Identifier: MIT
#include "augury/io/tar_writer.hpp"

#include "catch.hpp"
#include "io/tar.hpp"
#include "io/temporary_folder.hpp"

using namespace augury;
namespace fs = std::filesystem;

namespace {
/// Bytes of every value.
std::string bytes(std::size_t n) {
  std::string text(n, '\0');
  for (std::size_t i = 0; i < n; ++i) text[i] = static_cast<char>(i * 37 + i / 7);
  return text;
}
void write_tar(const fs::path& path, const std::vector<std::string>& names) {
  TarWriter tar(path);
  for (const std::string& name : names) tar.add(name, "what " + name + " holds");
  tar.commit();
}
}  // namespace

TEST_CASE("tar: files of every size about a block come back, in their order") {
  TemporaryFolder folder;
  TarWriter tar(folder / "a.tar");
  std::vector<std::string> names;
  const std::vector<std::size_t> sizes{0, 1, 511, 512, 513, 1024, 100'000};
  for (const std::size_t size : sizes) {
    names.push_back("of " + std::to_string(size));
    tar.add(names.back(), bytes(size));
  }
  CHECK_FALSE(fs::exists(folder / "a.tar"));
  tar.commit();
  CHECK(members_of(folder / "a.tar") == names);
  for (std::size_t i = 0; i < sizes.size(); ++i)
    CHECK(member_of(folder / "a.tar", names[i]) == bytes(sizes[i]));
}

TEST_CASE("tar: names that a header cannot hold come back too") {
  TemporaryFolder folder;
  std::vector<std::string> names{"größe.png", "数字/七.png", std::string(100, 'a'),
                                 std::string(101, 'b'), std::string(255, 'c') + "/" + "d"};
  // The length of a pax record counts its own digits, which are 2, 3 or 4.
  for (std::size_t n = 84; n < 96; ++n) names.push_back(std::string(n - 2, 'e') + "ü");
  for (std::size_t n = 984; n < 996; ++n)
    names.push_back(std::string(250, 'f') + "/" + std::string(n - 251, 'f'));
  write_tar(folder / "a.tar", names);
  CHECK(members_of(folder / "a.tar") == names);
  for (const std::string& name : names)
    CHECK(member_of(folder / "a.tar", name) == "what " + name + " holds");
}

TEST_CASE("tar: nothing of the day or the machine is in the bytes") {
  TemporaryFolder folder;
  write_tar(folder / "a.tar", {"one", "größe"});
  fs::create_directories(folder / "elsewhere");
  write_tar(folder / "elsewhere/b.tar", {"one", "größe"});
  CHECK(text_of(folder / "a.tar") == text_of(folder / "elsewhere/b.tar"));
  const std::string listed =
      printed("TZ=UTC tar --numeric-owner -tvf " + (folder / "a.tar").string());
  CHECK(contains(listed, "-rw-r--r-- 0/0 "));
  CHECK(contains(listed, " 14 1970-01-01 00:00 one\n"));
}

TEST_CASE("tar: an archive ends with two empty blocks") {
  TemporaryFolder folder;
  write_tar(folder / "a.tar", {"one"});
  const std::string text = text_of(folder / "a.tar");
  CHECK(text.size() == 4 * 512);
  CHECK(text.substr(2 * 512) == std::string(2 * 512, '\0'));
  CHECK(text.substr(257, 8) == std::string("ustar\0"
                                           "00",
                                           8));
}

TEST_CASE("tar: whole or not at all") {
  TemporaryFolder folder;
  write_tar(folder / "a.tar", {"one"});
  const std::string before = text_of(folder / "a.tar");
  {
    TarWriter tar(folder / "a.tar");
    tar.add("two", "never committed");
  }
  std::string message;
  {
    FullDisk full(4096);
    TarWriter tar(folder / "a.tar");
    message = sentence([&] { tar.add("large", bytes(100'000)); });
  }
  CHECK(contains(message, "a.tar"));
  CHECK(contains(message, "File too large"));
  CHECK(text_of(folder / "a.tar") == before);
  CHECK(folder.entries() == 1);
}

TEST_CASE("tar: names that are none are refused") {
  TemporaryFolder folder;
  TarWriter tar(folder / "a.tar");
  for (const std::string& name : {std::string(), std::string("a\0b", 3), std::string("a\xFF")})
    CHECK(contains(sentence<UsageError>([&] { tar.add(name, ""); }), "must be UTF-8"));
}
