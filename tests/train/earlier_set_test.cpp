// SPDX-License-Identifier: MIT
#include "augury/train/earlier_set.hpp"

#include <sys/stat.h>
#include <sys/wait.h>

#include <csignal>
#include <functional>

#include "augury/train/dataset_writer.hpp"
#include "catch.hpp"
#include "io/temporary_folder.hpp"
#include "train/small_gan.hpp"

using namespace augury;
namespace fs = std::filesystem;

namespace {
int removals_to_live = -1, renames_to_live = -1;

/// Class a's name holds what a manifest has to quote.
void write_set(const fs::path& folder, DatasetOptions options, bool force = true,
               const std::function<void(const MadeImage&)>& each = {}) {
  small::Gan gan{{.seed = 5, .threads = 1}};  // so that the process can be copied
  gan.prepare({"a,\"\nb/x", "b", "c"});
  options.force = force;
  write_dataset(gan, folder, options, {}, each);
}
std::set<std::string> files_in(const fs::path& folder) {
  std::set<std::string> files;
  for (const auto& entry : fs::recursive_directory_iterator(folder))
    files.insert(fs::relative(entry.path(), folder).string());
  return files;
}
const DatasetOptions big{.per_class = 3}, small_set{.count = 2, .seed = 2},
    big_shards{.per_class = 3, .format = DatasetFormat::webdataset, .shard = 4},
    small_shards{.count = 2, .format = DatasetFormat::webdataset, .shard = 4};
}  // namespace

/// In the place of the system's: the process is killed after some removals, if told so.
extern "C" int unlink(const char* path) noexcept {
  if (removals_to_live >= 0 && removals_to_live-- == 0) ::kill(::getpid(), SIGKILL);
  return ::unlinkat(AT_FDCWD, path, 0);
}

/// The same of renames, before which a whole image lies beside its place.
extern "C" int rename(const char* from, const char* to) noexcept {
  if (renames_to_live >= 0 && renames_to_live-- == 0) ::kill(::getpid(), SIGKILL);
  return ::renameat(AT_FDCWD, from, AT_FDCWD, to);
}

TEST_CASE("a smaller set that is forced over a bigger one leaves nothing of it") {
  TemporaryFolder folder;
  for (const auto& [now, name] : {std::pair{small_set, "folders"}, {small_shards, "shards"}}) {
    write_set(folder / name, now, false);
    for (const DatasetOptions& before : {big, big_shards}) {
      fs::remove_all(folder / "out");
      write_set(folder / "out", before, false);
      write_set(folder / "out", now);
      CHECK(files_in(folder / "out") == files_in(folder / name));
    }
  }
}

TEST_CASE("a manifest that was saved without its last line feed names its last file") {
  TemporaryFolder folder;
  write_set(folder / "shards", small_shards, false);
  write_set(folder / "out", big, false);
  std::string csv = text_of(folder / "out/manifest.csv");
  csv.pop_back();
  write_file(folder / "out/manifest.csv", csv);
  write_set(folder / "out", small_shards);
  CHECK(files_in(folder / "out") == files_in(folder / "shards"));
}

TEST_CASE("of somebody else's files none is touched") {
  TemporaryFolder folder;
  write_set(folder / "out", big, false);
  const char* const mine[] = {"out/c/mine.png", "out/c/c_sunset.png",   "out/c/c_s2_1.jpg",
                              "out/notes",      "out/shard-000009.tar", "out/c/c_s2_1-edited.png",
                              "outside.png",    "out/real/photo.png",   "out/shard-mine.tar"};
  fs::create_directories(folder / "out/real");
  for (const char* name : mine) write_file(folder / name, "mine");
  fs::create_directories(folder / "out/empty");
  fs::create_symlink("../outside.png", folder / "out/link.png");
  write_file(folder / "out/manifest.csv",
             text_of(folder / "out/manifest.csv") + "../outside.png,0\n" +
                 (folder / "outside.png").string() + ",0\nempty,0\n,0\nc,0\nlink.png,0\n.,0\n" +
                 "b/../notes,0\nnowhere/a.png,0\nnotes/a.png,0\nreal/photo.png,0\nc/mine.png,0\n" +
                 "c/c_s2_1-edited.png,0\nshard-mine.tar/a.png,0\nc/../c/c_s2_1.jpg,0\n");
  write_set(folder / "out", small_set);
  for (const char* name : mine) CHECK(text_of(folder / name) == "mine");
  CHECK(fs::is_symlink(folder / "out/link.png"));
  CHECK(fs::is_directory(folder / "out/empty"));
}

TEST_CASE("a set that is killed while an earlier one goes leaves no manifest of what is gone") {
  TemporaryFolder folder;
  write_set(folder / "fresh", small_set, false);
  int kills = 0;
  for (int lives = 0;; ++lives) {
    const fs::path out = folder / std::to_string(lives);
    write_set(out, big, false);
    const pid_t child = ::fork();
    if (child == 0) {
      removals_to_live = lives;
      write_set(out, small_set);
      ::_exit(0);
    }
    int status = 0;
    REQUIRE(::waitpid(child, &status, 0) == child);
    if (WIFSIGNALED(status)) ++kills;
    if (fs::exists(out / "manifest.csv")) {
      const std::string csv = text_of(out / "manifest.csv");
      for (const std::string& file : detail::files_in_manifest(csv)) CHECK(fs::exists(out / file));
    }
    if (!WIFSIGNALED(status)) break;
    write_set(out, small_set);
    CHECK(files_in(out) == files_in(folder / "fresh"));
  }
  CHECK(kills >= 10);  // nine images and their manifest, at least
}

TEST_CASE("what a killed set left goes before the next one, and is no whole set until then") {
  TemporaryFolder folder;
  write_set(folder / "folders", small_set, false);
  write_set(folder / "shards", small_shards, false);
  const auto left_by = [&](const DatasetOptions& killed, const fs::path& out, auto&& dies) {
    const pid_t child = ::fork();
    if (child == 0) {
      write_set(out, killed, false, dies());
      ::_exit(0);
    }
    int status = 0;
    REQUIRE(::waitpid(child, &status, 0) == child);
    REQUIRE(WIFSIGNALED(status));
    CHECK_FALSE(fs::exists(out / "manifest.csv"));
    CHECK_THROWS_AS(write_set(out, small_set, false), UsageError);
    const bool shards = out.filename().string().ends_with("s");
    write_set(out, shards ? small_shards : small_set);
    CHECK(files_in(out) == files_in(folder / (shards ? "shards" : "folders")));
  };
  int written = 0;
  for (const auto& [killed, name] : {std::pair{big, "folders "}, {big_shards, "shards "}})
    for (int lives = 0; lives < 9; ++lives)
      for (const char* next : {"f", "s"}) {
        const std::string out = name + std::to_string(lives) + next;
        left_by(killed, folder / out, [&] {
          return [&](const MadeImage&) {
            if (written++ == lives) ::kill(::getpid(), SIGKILL);
          };
        });
        if (killed.format == DatasetFormat::webdataset && lives > 3) continue;
        left_by(killed, folder / (out + " part " + next), [&] {
          renames_to_live = lives + 1;  // after the manifest's own
          return std::function<void(const MadeImage&)>();
        });
      }
}

TEST_CASE("a set that is refused takes nothing from the earlier one") {
  TemporaryFolder folder;
  const fs::path out = folder / "out";
  const auto refused = [&](const DatasetOptions& now, const char* path, bool is_folder) {
    fs::remove_all(out);
    write_set(out, big, false);
    fs::remove_all(out / path);
    if (is_folder) fs::create_directories(out / path);
    else write_file(out / path, "mine");
    const auto before = files_in(out);
    const std::string text = sentence<UsageError>([&] { write_set(out, now); });
    CHECK(files_in(out) == before);
    if (!is_folder) CHECK(text_of(out / path) == "mine");
    return text;
  };
  CHECK(contains(refused(small_set, "b", false), "is a file, and a folder is needed"));
  for (const char* theirs : {"shard-000000.tar", "shard-000007.tar"})
    CHECK(contains(refused(small_shards, theirs, false), "no manifest.csv there names it"));
  CHECK(contains(refused(small_shards, "shard-000000.tar", true), "but is no regular file"));
  CHECK(contains(refused(small_set, "b/b_s2_000001.png", false), "no manifest.csv there names it"));
  CHECK(contains(refused(small_set, "b/b_s2_000001.png", true), "but is no regular file"));
}

TEST_CASE("a manifest that is no file is said") {
  TemporaryFolder folder;
  for (const char* name : {"manifest.csv", ".augury-unfinished.csv"}) {
    fs::create_directories(folder / name);
    const fs::path fifo = folder / name / name;
    REQUIRE(::mkfifo(fifo.c_str(), 0600) == 0);
    CHECK(contains(sentence<Error>([&] { write_set(folder / name, small_set); }),
                   "it is no regular file"));
  }
}
