// SPDX-License-Identifier: MIT
#include "augury/images/folder_cache.hpp"

#include <sys/stat.h>

#include <chrono>
#include <thread>

#include "augury/images/image_folder.hpp"
#include "catch.hpp"
#include "images/picture_files.hpp"
#include "io/temporary_folder.hpp"

using namespace augury;
namespace fs = std::filesystem;

namespace {

using Grey = Shape<2, 3, 1>;

void save(const fs::path& path, const std::string& bytes) {
  fs::create_directories(path.parent_path());
  write_file(path, bytes, Durable::no);
}

std::string tiny(int grey) {
  const std::string line(3, static_cast<char>(grey));
  return png({3, 2, 8, 0, {line, line}});
}

/// A data folder with a cache beside it. Reading it counts the files that were decoded.
struct Scene {
  TemporaryFolder folder;
  ImageFolderOptions options{};
  std::size_t decoded = 0;

  Scene() {
    for (int i = 0; i < 5; ++i) save(file(i), tiny(i));
    save(folder / "data/b/page.jpg", "<html>");
    save(folder / "data/b/1.png", tiny(9));
    options.cache = folder / "caches/here";
  }
  fs::path file(int i) const { return folder / ("data/a/" + std::to_string(i) + ".png"); }

  template <class S = Grey>
  ImageFolder<S> read() {
    decoded = 0;
    options.progress = [this](std::size_t, std::size_t) { ++decoded; };
    return image_folder<S>(folder / "data", options);
  }
  /// Whether reading now decodes all, and gives what reading without a cache gives.
  bool is_built_anew() {
    const auto set = read();
    const bool anew = decoded > 0;
    auto plain = options;
    plain.cache.clear();
    const auto expected = image_folder<Grey>(folder / "data", plain);
    CHECK(fingerprint(set) == fingerprint(expected));
    CHECK(set.files == expected.files);
    REQUIRE(set.problems.size() == expected.problems.size());
    for (std::size_t i = 0; i < set.problems.size(); ++i)
      CHECK(set.problems[i].reason == expected.problems[i].reason);
    return anew;
  }
  fs::path cache() const {
    REQUIRE(fs::exists(options.cache));
    return fs::directory_iterator(options.cache)->path();
  }
};

}  // namespace

TEST_CASE("the second reading decodes nothing and gives the same") {
  Scene scene;
  CHECK(scene.is_built_anew());
  CHECK_FALSE(scene.is_built_anew());
  CHECK(std::distance(fs::directory_iterator(scene.options.cache), {}) == 1);
}

TEST_CASE("whatever changes an image has the cache built anew") {
  Scene scene;
  scene.read();
  SECTION("a file's contents") { save(scene.file(2), tiny(200)); }
  SECTION("a file's time alone") {
    const timespec past[2] = {{1000, 0}, {1000, 0}};
    REQUIRE(::utimensat(AT_FDCWD, scene.file(2).c_str(), past, 0) == 0);
  }
  SECTION("contents of the same size, with the time set back") {
    struct stat before {};
    REQUIRE(::stat(scene.file(2).c_str(), &before) == 0);
    std::this_thread::sleep_for(std::chrono::milliseconds(50));  // file systems count in ticks
    std::string other = text_of(scene.file(2));
    other.back() = static_cast<char>(other.back() ^ 1);
    save(scene.file(2), other);
    const timespec times[2] = {before.st_atim, before.st_mtim};
    REQUIRE(::utimensat(AT_FDCWD, scene.file(2).c_str(), times, 0) == 0);
  }
  SECTION("a new file") { save(scene.folder / "data/a/new.png", tiny(77)); }
  SECTION("a file that is gone") { fs::remove(scene.file(0)); }
  SECTION("a file of another name") { fs::rename(scene.file(0), scene.folder / "data/a/00.png"); }
  SECTION("the fit") { scene.options.fit = Fit::pad; }
  SECTION("the background") { scene.options.background = grey; }
  SECTION("the fill") { scene.options.fill = grey; }
  CHECK(scene.is_built_anew());
  CHECK_FALSE(scene.is_built_anew());
}

TEST_CASE("another image size has a cache of its own") {
  Scene scene;
  scene.read();
  CHECK(scene.read<Shape<2, 2, 3>>().size() == 6);
  CHECK(scene.decoded == 7);
  CHECK_FALSE(scene.is_built_anew());
}

TEST_CASE("a cache that is damaged anywhere is built anew without a word") {
  Scene scene;
  scene.read();
  const std::string good = text_of(scene.cache());
  for (std::size_t at = 0; at < good.size(); at += 5) {
    std::string bad = good;
    bad[at] = static_cast<char>(bad[at] ^ 0x15);
    save(scene.cache(), bad);
    CAPTURE(at);
    scene.is_built_anew();  // or not, where the byte is padding; it checks what comes out
  }
  for (const std::string& bad : {std::string(), good.substr(0, good.size() / 2), good + "x"}) {
    save(scene.cache(), bad);
    CHECK(scene.is_built_anew());
    CHECK(text_of(scene.cache()) == good);
  }
}

TEST_CASE("every byte of the pixels is checked") {
  Scene scene;
  scene.read();
  std::string bad = text_of(scene.cache());
  for (const std::size_t back :
       {std::size_t{1}, std::size_t{20}, std::size_t{36}}) {  // the pixels come last
    save(scene.cache(), std::string(bad).replace(bad.size() - back, 1, "\x33"));
    CHECK(scene.is_built_anew());
  }
}

TEST_CASE("nothing is written into the data") {
  Scene scene;
  fs::create_directory_symlink(scene.folder / "data/a", scene.folder / "link");
  for (const char* inside : {"data", "data/a", "data/new/cache", "data/../data/x", "link/cache"}) {
    scene.options.cache = scene.folder / inside;
    CHECK(contains(sentence<UsageError>([&] { scene.read(); }), "would lie in the data folder"));
  }
  CHECK_FALSE(fs::exists(scene.folder / "data/new"));
  scene.options.cache = scene.folder / "data-cache";  // begins alike, and is beside
  CHECK(scene.read().size() == 6);
}

TEST_CASE("a cache that cannot be written is told, and does no harm") {
  Scene scene;
  save(scene.folder / "file", "x");
  scene.options.cache = scene.folder / "file/cache";
  const auto set = scene.read();
  CHECK(set.size() == 6);
  REQUIRE(set.problems.size() == 2);
  CHECK(contains(set.problems[0].reason + set.problems[1].reason, "cannot write"));
  CHECK(text_of(scene.folder / "file") == "x");
  fs::remove(scene.folder / "data/b/page.jpg");
  scene.options.strict = true;  // about the pictures
  CHECK(scene.read().problems.size() == 1);
}

TEST_CASE("a full disk leaves no cache and no part of one") {
  Scene scene;
  {
    const FullDisk full(64);
    CHECK(scene.read().size() == 6);
  }
  CHECK(fs::is_empty(scene.options.cache));
}

TEST_CASE("what may be otherwise the next time is not kept") {
  Scene scene;
  REQUIRE(::mkfifo((scene.folder / "data/a/pipe").c_str(), 0600) == 0);
  CHECK(scene.is_built_anew());
  CHECK(scene.is_built_anew());
}
