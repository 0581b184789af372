// SPDX-License-Identifier: MIT
#include "augury/images/image_folder.hpp"

#include <sys/stat.h>

#include <chrono>
#include <cstdlib>
#include <iostream>
#include <thread>

#include "catch.hpp"
#include "images/picture_files.hpp"
#include "io/temporary_folder.hpp"
#include "shared_data.hpp"

using namespace augury;
namespace fs = std::filesystem;

namespace {

using Grey = Shape<2, 3, 1>;
using Names = std::vector<std::string>;

/// A picture of 2x3 pixels whose grey tells it from others.
std::string tiny(int grey) {
  const std::string line(3, static_cast<char>(grey));
  return png({3, 2, 8, 0, {line, line}});
}

void save(const fs::path& path, const std::string& bytes) {
  fs::create_directories(path.parent_path());
  write_file(path, bytes, Durable::no);
}

int grey_of(const ImageSet<Grey>& set, std::size_t i) {
  return static_cast<int>((set.pixels(i)[0] + 1.0f) * 127.5f + 0.5f);
}

std::vector<int> labels_of(const ImageSet<Grey>& set) {
  return {set.labels().begin(), set.labels().end()};
}

/// What is said of a file or folder; "" for nothing.
template <class S>
std::string reason(const ImageFolder<S>& set, const std::string& file) {
  for (const PictureProblem& problem : set.problems)
    if (problem.file == file) return problem.reason;
  return "";
}

}  // namespace

static_assert(Dataset<ImageFolder<Grey>>);

TEST_CASE("sub-folders are classes, and all is in the order of names, whatever was made first") {
  const bool backwards = GENERATE(false, true);
  const TemporaryFolder folder;
  std::vector<std::pair<std::string, int>> files{
      {"Zebra/2.png", 1}, {"Zebra/B.png", 2}, {"Zebra/a.png", 3},   {"Zebra/deep/er/x.png", 4},
      {"ant/10.png", 5},  {"ant/9.png", 6},   {"\xC3\xA4/x.png", 7}};
  if (backwards) std::reverse(files.begin(), files.end());
  for (const auto& [file, shade] : files) save(folder / file, tiny(shade));

  const auto set = image_folder<Grey>(folder / "");
  CHECK(set.class_names() == Names{"Zebra", "ant", "\xC3\xA4"});
  CHECK(set.files == Names{"Zebra/2.png", "Zebra/B.png", "Zebra/a.png", "Zebra/deep/er/x.png",
                           "ant/10.png", "ant/9.png", "\xC3\xA4/x.png"});
  CHECK(labels_of(set) == std::vector<int>{0, 0, 0, 0, 1, 1, 2});
  for (std::size_t i = 0; i < set.size(); ++i) CHECK(grey_of(set, i) == static_cast<int>(i) + 1);
  CHECK(set.problems.empty());
}

TEST_CASE("a flat folder is one class with its name") {
  const TemporaryFolder folder;
  save(folder / "photos/b.png", tiny(2));
  save(folder / "photos/a.png", tiny(1));
  fs::create_directory(folder / "photos/.git");
  save(folder / "photos/.git/object.png", tiny(9));
  for (const char* path : {"photos", "photos/", "photos/."}) {
    const auto set = image_folder<Grey>(folder / path);
    CHECK(set.class_names() == Names{"photos"});
    CHECK(set.files == Names{"a.png", "b.png"});
    CHECK(set.problems.empty());
  }
}

TEST_CASE("hidden entries and what desktops leave behind are not seen") {
  const TemporaryFolder folder;
  for (const char* file : {"a/1.png", "b/1.png"}) save(folder / file, tiny(1));
  for (const char* file : {".cache/1.png", "a/.1.png", "a/.deep/1.png", "a/Thumbs.db",
                           "b/desktop.ini", "__MACOSX/1.png", "manifest.csv", "README.md"})
    save(folder / file, "no picture");
  const auto set = image_folder<Grey>(folder / "");
  CHECK(set.class_names() == Names{"a", "b"});
  CHECK(set.size() == 2);
  CHECK(set.problems.empty());
}

TEST_CASE("pictures beside class folders are told") {
  const TemporaryFolder folder;
  save(folder / "a/1.png", tiny(1));
  save(folder / "loose.png", tiny(2));
  const auto set = image_folder<Grey>(folder / "");
  CHECK(set.files == Names{"a/1.png"});
  CHECK(contains(reason(set, "loose.png"), "beside the class folders; move it into one"));
}

TEST_CASE("what cannot be read is left out with a reason, and a wrong name matters to nobody") {
  const TemporaryFolder folder;
  const std::string not_utf8 = "a/caf\xE9.png";
  save(folder / "a/right.png", tiny(1));
  save(folder / "a/wrong.jpg", tiny(2));
  save(folder / "a/none", tiny(3));
  save(folder / not_utf8, tiny(4));
  save(folder / "a/empty.jpg", "");
  save(folder / "a/cut.png", tiny(1).substr(0, 50));
  save(folder / "a/page.jpg", "<!DOCTYPE html>");
  save(folder / "a/large.png", png({60000, 60000, 8, 2, {"x"}}));
  REQUIRE(::mkfifo((folder / "a/pipe.png").c_str(), 0600) == 0);  // reading it would never end
  fs::create_symlink("nowhere", folder / "a/broken.png");
  save(folder / "b/page.jpg", "<html>");
  save(folder / "c/1.png", tiny(5));
  fs::create_directory(folder / "d");

  const auto set = image_folder<Grey>(folder / "");
  CHECK(set.files == Names{not_utf8, "a/none", "a/right.png", "a/wrong.jpg", "c/1.png"});
  CHECK(set.class_names() == Names{"a", "c"});
  CHECK(labels_of(set) == std::vector<int>{0, 0, 0, 0, 1});
  CHECK(grey_of(set, 0) == 4);
  CHECK(reason(set, "a/empty.jpg") == "it is empty");
  CHECK(contains(reason(set, "a/cut.png"), "it is cut"));
  CHECK(contains(reason(set, "a/page.jpg"), "it is a web page"));
  CHECK(contains(reason(set, "a/large.png"), "60000 x 60000 pixels would take"));
  CHECK(contains(reason(set, "a/pipe.png"), "it is no regular file"));
  CHECK(contains(reason(set, "a/broken.png"), "No such file"));
  CHECK(contains(reason(set, "b"), "it is no class: none of its files was read"));
  CHECK(contains(reason(set, "d"), "it is no class: it holds no files"));
  CHECK(set.problems.size() == 9);

  const auto strict = sentence([&] { image_folder<Grey>(folder / "", {.strict = true}); });
  CHECK(contains(strict, "' cannot be used: "));
  CHECK(contains(strict, "of 8 such problems"));
}

TEST_CASE("strict is content with a folder in which all is well") {
  const TemporaryFolder folder;
  save(folder / "a/1.png", tiny(1));
  CHECK(image_folder<Grey>(folder / "", {.strict = true}).size() == 1);
}

TEST_CASE("class names are UTF-8, for they travel in JSON") {
  const TemporaryFolder folder;
  save(folder / "caf\xE9/1.png", tiny(1));
  save(folder / "caf\xC3\xA9/1.png", tiny(2));
  CHECK(image_folder<Grey>(folder / "").class_names() == Names{"caf\xC3\xA9", "caf%E9"});
}

TEST_CASE("links are followed, and loops have an end") {
  const TemporaryFolder folder;
  save(folder / "data/a/1.png", tiny(1));
  save(folder / "elsewhere/1.png", tiny(2));
  save(folder / "single.png", tiny(3));
  fs::create_directory_symlink(folder / "elsewhere", folder / "data/b");
  fs::create_symlink(folder / "single.png", folder / "data/a/2.png");
  fs::create_directory_symlink("..", folder / "data/a/up");
  fs::create_directory_symlink(".", folder / "data/a/self");
  fs::create_directory_symlink(".", folder / "data/root");
  fs::create_directory_symlink("a", folder / "data/0-alias");  // comes first, and is none the less
  fs::create_symlink("circle", folder / "data/a/circle");
  fs::create_symlink("circle", folder / "data/circle");
  const auto set = image_folder<Grey>(folder / "data");
  CHECK(set.class_names() == Names{"a", "b"});
  CHECK(set.files == Names{"a/1.png", "a/2.png", "b/1.png"});
  for (const char* link : {"a/up", "a/self", "root", "0-alias"})
    CHECK(contains(reason(set, link), "a link to a folder that is read elsewhere"));
  for (const char* link : {"a/circle", "circle"})
    CHECK(contains(reason(set, link), "it cannot be read"));
}

TEST_CASE("a folder without a picture is an error that says why") {
  const TemporaryFolder folder;
  const auto message = [&](const std::string& name) {
    return sentence([&] { image_folder<Grey>(folder / name); });
  };
  CHECK(contains(message("none"), "is no folder of pictures"));
  save(folder / "file.png", tiny(1));
  CHECK(contains(message("file.png"), "is no folder of pictures"));
  fs::create_directory(folder / "empty");
  CHECK(contains(message("empty"), "holds no picture that can be read; put pictures there"));
  save(folder / "bad/a.jpg", "<html>");
  save(folder / "bad/b.jpg", "");
  CHECK(contains(message("bad"), "of its 2 problems the first is 'a.jpg': it is a web page"));
}

TEST_CASE("the number of threads changes nothing") {
  const TemporaryFolder folder;
  for (int i = 0; i < 60; ++i)
    save(folder / ("c" + std::to_string(i % 4) + "/" + std::to_string(i) + ".png"),
         i % 7 == 3 ? "damaged" : tiny(i));
  const auto one = image_folder<Grey>(folder / "", {.threads = 1});
  for (int threads : {0, 2, 5, 100}) {
    const auto set = image_folder<Grey>(folder / "", {.threads = threads});
    CHECK(set.files == one.files);
    CHECK(fingerprint(set) == fingerprint(one));
    REQUIRE(set.problems.size() == one.problems.size());
    for (std::size_t i = 0; i < set.problems.size(); ++i)
      CHECK(set.problems[i].file == one.problems[i].file);
  }
}

TEST_CASE("progress counts every file once, and may end the reading") {
  const TemporaryFolder folder;
  for (int i = 0; i < 40; ++i)
    save(folder / (std::to_string(i) + ".png"), i % 9 == 0 ? "damaged" : tiny(i));
  std::vector<std::size_t> seen;
  ImageFolderOptions options{.threads = 3};
  options.progress = [&](std::size_t done, std::size_t files) {
    CHECK(files == 40);
    seen.push_back(done);
  };
  image_folder<Grey>(folder / "", options);
  REQUIRE(seen.size() == 40);
  for (std::size_t i = 0; i < seen.size(); ++i) CHECK(seen[i] == i + 1);

  std::size_t calls = 0;
  options.progress = [&](std::size_t, std::size_t) {
    if (++calls == 5) throw UsageError("enough");
  };
  CHECK(sentence<UsageError>([&] { image_folder<Grey>(folder / "", options); }) == "enough");
  CHECK(calls < 40);
}

TEST_CASE("images are fitted, in 1, 3 or 4 channels, over and beside the colours that are named") {
  const TemporaryFolder folder;
  // Two pixels: a half transparent (200, 100, 40), and an opaque (10, 20, 30).
  save(folder / "x.png", png({2, 1, 8, 6, {"\xC8\x64\x28\x80\x0A\x14\x1E\xFF"}}));
  const auto bytes = [](std::span<const float> pixels) {
    std::vector<int> result;
    for (float value : pixels) result.push_back(static_cast<int>((value + 1.0f) * 127.5f + 0.5f));
    return result;
  };
  const ImageFolderOptions pad{.fit = Fit::pad, .background = black, .fill = {1, 2, 3}};
  CHECK(bytes(image_folder<Shape<2, 2, 4>>(folder / "", pad).pixels()) ==
        std::vector<int>{100, 50, 20, 128, 10, 20, 30, 255, 0, 0, 0, 0, 0, 0, 0, 0});
  CHECK(bytes(image_folder<Shape<2, 2, 3>>(folder / "", pad).pixels()) ==
        std::vector<int>{100, 50, 20, 10, 20, 30, 1, 2, 3, 1, 2, 3});
  CHECK(bytes(image_folder<Shape<2, 2, 1>>(folder / "", {.fit = Fit::pad, .fill = {200, 100, 40}})
                  .pixels()) == std::vector<int>{189, 18, 123, 123});
  CHECK(bytes(image_folder<Shape<1, 2, 3>>(folder / "").pixels()) ==
        std::vector<int>{227, 177, 147, 10, 20, 30});
  CHECK(bytes(image_folder<Shape<1, 1, 1>>(folder / "", {.background = black}).pixels()) ==
        std::vector<int>{62});  // the left pixel: 0.299 * 100 + 0.587 * 50 + 0.114 * 20 = 61.5
}

namespace {

/// Unpacks a tar of shared data into the folder; false, in plain sight, where it is not there.
bool unpacked(const std::string& name, const TemporaryFolder& folder) {
  const auto custom = shared_data("custom");
  if (!custom) return false;
  const std::string command =
      "tar -xf '" + (*custom / name).string() + "' -C '" + (folder / "").string() + "'";
  if (fs::exists(*custom / name) && std::system(command.c_str()) == 0) return true;
  std::cout << "skipped: no " << *custom / name << ", or no tar to unpack it\n";
  return false;
}

}  // namespace

TEST_CASE("1,200 photos in ten classes are read, and soon") {
  const TemporaryFolder folder;
  if (!unpacked("sign-digits-1200.tar", folder)) return;
  const auto begin = std::chrono::steady_clock::now();
  const auto set = image_folder<Shape<64, 64, 3>>(folder / "sign-digits", {.strict = true});
  const std::chrono::duration<double> time = std::chrono::steady_clock::now() - begin;
  CHECK(time.count() < 10);
  CHECK(set.size() == 1200);
  CHECK(set.class_names() == Names{"0", "1", "2", "3", "4", "5", "6", "7", "8", "9"});
  std::vector<int> counts(10);
  for (std::int32_t label : set.labels()) ++counts[static_cast<std::size_t>(label)];
  CHECK(counts == std::vector<int>(10, 120));
  CHECK(set.files[0].starts_with("0/IMG_"));
}

TEST_CASE("photos of many sizes, colour and grey, become one size") {
  const TemporaryFolder folder;
  if (!unpacked("caltech101-900.tar", folder)) return;
  const auto set = image_folder<Shape<32, 48, 3>>(folder / "caltech101", {.strict = true});
  CHECK(set.size() == 900);
  CHECK(set.class_names() == Names{"Leopards", "Motorbikes", "airplanes", "bonsai", "car_side",
                                   "chandelier", "hawksbill", "ketch", "watch"});
  int colourless = 0;
  for (std::size_t i = 0; i < set.size(); ++i) {
    const auto pixels = set.pixels(i);
    bool same = true;
    for (std::size_t at = 0; at < pixels.size(); at += 3)
      same = same && pixels[at] == pixels[at + 1] && pixels[at] == pixels[at + 2];
    colourless += same;
  }
  CHECK(colourless >= 105);  // JPEGs of one component, and photos without colour
  CHECK(colourless < 130);
}
