// SPDX-License-Identifier: MIT
#include "augury/data/cifar.hpp"

#include <zlib.h>

#include <cstdlib>
#include <filesystem>
#include <iostream>

#include "augury/io/file.hpp"
#include "catch.hpp"
#include "io/temporary_folder.hpp"
#include "shared_data.hpp"

using namespace augury;
namespace fs = std::filesystem;

namespace {

constexpr std::size_t plane = 32 * 32;

/// A record whose red, green and blue are three ramps that begin at `first`, modulo 256.
std::string record(int label, int first) {
  std::string bytes(1, static_cast<char>(label));
  for (std::size_t i = 0; i < 3 * plane; ++i)
    bytes += static_cast<char>(static_cast<std::size_t>(first) + i % plane + 100 * (i / plane));
  return bytes;
}

void save(const fs::path& path, const std::string& bytes) { write_file(path, bytes, Durable::no); }

void save_gz(const fs::path& path, const std::string& bytes) {
  const gzFile file = gzopen(path.c_str(), "wb");
  REQUIRE(file);
  REQUIRE(gzwrite(file, bytes.data(), static_cast<unsigned>(bytes.size())) ==
          static_cast<int>(bytes.size()));
  REQUIRE(gzclose(file) == Z_OK);
}

std::string refusal(const fs::path& folder, const std::string& split = "train") {
  return sentence([&] { read_cifar10(folder, split); });
}

std::vector<std::int32_t> labels_of(const ImageSet<Shape<32, 32, 3>>& set) {
  return {set.labels().begin(), set.labels().end()};
}

}  // namespace

TEST_CASE("planes become interleaved pixels in [-1, 1]") {
  const TemporaryFolder folder;
  save(folder / "test_batch.bin", record(9, 0) + record(3, 200));
  const auto set = read_cifar10(folder / "", "test");
  REQUIRE(labels_of(set) == std::vector<std::int32_t>{9, 3});
  for (std::size_t i : {0u, 1u})
    for (std::size_t at : {std::size_t{0}, std::size_t{1}, std::size_t{33}, plane - 1})
      for (std::size_t c = 0; c < 3; ++c)  // (H, W, C)
        CHECK(set.pixels(i)[at * 3 + c] ==
              static_cast<float>((200 * i + at + 100 * c) % 256) / 127.5f - 1.0f);
}

TEST_CASE("the batches that are there are read in the order of their numbers") {
  const TemporaryFolder folder;
  save(folder / "data_batch_5.bin", record(5, 0));
  save_gz(folder / "data_batch_2.bin.gz", record(2, 0) + record(7, 0));
  save(folder / "test_batch.bin", record(1, 0));
  CHECK(labels_of(read_cifar10(folder / "", "train")) == std::vector<std::int32_t>{2, 7, 5});
  CHECK(labels_of(read_cifar10(folder / "", "test")) == std::vector<std::int32_t>{1});
  CHECK(contains(sentence<UsageError>([&] { read_cifar10(folder / "", "t10k"); }),
                 "splits 'train' and 'test', and no 't10k'"));
}

TEST_CASE("classes are named by batches.meta.txt, or as published") {
  const TemporaryFolder folder;
  save(folder / "test_batch.bin", record(0, 0));
  const auto names = [&] { return read_cifar10(folder / "", "test").class_names(); };
  REQUIRE(names().size() == 10);
  CHECK(names()[0] == "airplane");
  CHECK(names()[9] == "truck");
  save(folder / "batches.meta.txt", "a\r\nb\nc\nd\ne\nf\ng\nh\ni\nj\n\n");
  CHECK(names() == std::vector<std::string>{"a", "b", "c", "d", "e", "f", "g", "h", "i", "j"});
  save(folder / "batches.meta.txt", "a\nb\n");
  CHECK(contains(refusal(folder / "", "test"), "batches.meta.txt' holds 2 class names"));
  save(folder / "batches.meta.txt", "a\na\nc\nd\ne\nf\ng\nh\ni\nj\n");
  CHECK(contains(refusal(folder / "", "test"), "two classes of the data set are named 'a'"));
  save(folder / "batches.meta.txt", "\x1B[2J\n\x1B[2J\nc\nd\ne\nf\ng\nh\ni\nj\n");
  CHECK(contains(refusal(folder / "", "test"), "are named '?[2J'"));  // the terminal stays as it is
}

TEST_CASE("a folder without batches is told what is missing") {
  const TemporaryFolder folder;
  CHECK(contains(refusal(folder / "none"), "there is no folder '" + (folder / "none").string()));
  CHECK(contains(refusal(folder / std::string(300, 'x')), "there is no folder"));
  CHECK(contains(refusal(folder / ""), "has no file 'data_batch_1.bin' to '_5.bin'"));
  CHECK(contains(refusal(folder / "", "test"), "has no file 'test_batch.bin'"));
  fs::create_directory(folder / "data_batch_1.bin");  // a folder is not a file
  CHECK(contains(refusal(folder / ""), "has no file"));
  save(folder / "data_batch_1.bin.xz", "x");
  CHECK(contains(refusal(folder / ""), "xz -dk"));
  save(folder / "test_batch", "x");
  CHECK(contains(refusal(folder / "", "test"), "fetch the binary version"));
}

TEST_CASE("a batch that is not as it should be is one sentence with its name") {
  const TemporaryFolder folder;
  const bool packed = GENERATE(false, true);
  const auto message = [&](const std::string& bytes) {
    save(folder / "data_batch_1.bin", record(1, 0));
    const auto path = folder / (packed ? "data_batch_3.bin.gz" : "data_batch_3.bin");
    packed ? save_gz(path, bytes) : save(path, bytes);
    const std::string text = refusal(folder / "");
    CHECK((text.empty() || contains(text, path.string())));
    return text;
  };
  const std::string good = record(1, 0) + record(2, 0);
  CHECK(message(good).empty());
  CHECK(contains(message(""), "is empty"));
  for (std::size_t size : {std::size_t{1}, good.size() - 1, good.size() / 2 + 1})
    CHECK(contains(message(good.substr(0, size)), "is truncated: its " + std::to_string(size)));
  CHECK(contains(message(good + 'x'), "is truncated: its 6147 bytes"));
  CHECK(contains(message(good + record(10, 0)), "its image 2 has the label 10"));
  CHECK(contains(message(record(255, 0)), "its image 0 has the label 255"));
  CHECK(contains(message(std::string(3073 * 10'000 + 1, '\0')), "more than the 10000 images"));
}

TEST_CASE("CIFAR-10 is read as it is published") {
  const auto shared = shared_data("cifar-10-batches-bin");
  if (!shared) return;
  const TemporaryFolder folder;
  for (const auto& [from, to] : {std::pair{"data_batch_1.bin.xz", "data_batch_1.bin"},
                                 std::pair{"test_batch_first1000.bin.xz", "test_batch.bin"}}) {
    const std::string command =
        "xz -dc '" + (*shared / from).string() + "' > '" + (folder / to).string() + "'";
    if (std::system(command.c_str()) == 0) continue;
    std::cout << "skipped: no xz to unpack " << *shared / from << "; install xz-utils\n";
    return;
  }
  fs::copy_file(*shared / "batches.meta.txt", folder / "batches.meta.txt");

  const auto train = read_cifar10(folder / "", "train");
  REQUIRE(train.size() == 10'000);
  std::vector<int> counts(10);
  for (std::int32_t label : train.labels()) ++counts[static_cast<std::size_t>(label)];
  CHECK(counts == std::vector<int>{1005, 974, 1032, 1016, 999, 937, 1030, 1001, 1025, 981});
  CHECK(train.class_name(train.label(0)) == "frog");
  const auto byte = [](std::span<const float> image, std::size_t y, std::size_t x, std::size_t c) {
    return static_cast<int>((image[(y * 32 + x) * 3 + c] + 1.0f) * 127.5f + 0.5f);
  };
  // Red of the first three pixels, blue of the last three.
  CHECK(byte(train.pixels(0), 0, 0, 0) == 59);
  CHECK(byte(train.pixels(0), 0, 1, 0) == 43);
  CHECK(byte(train.pixels(0), 0, 2, 0) == 50);
  CHECK(byte(train.pixels(0), 31, 29, 2) == 140);
  CHECK(byte(train.pixels(0), 31, 30, 2) == 84);
  CHECK(byte(train.pixels(0), 31, 31, 2) == 72);

  const auto test = read_cifar10(folder / "", "test");
  REQUIRE(test.size() == 1'000);
  CHECK(test.class_name(test.label(0)) == "cat");
  CHECK(byte(test.pixels(0), 0, 0, 0) == 158);
}
