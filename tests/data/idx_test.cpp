// SPDX-License-Identifier: MIT
#include "augury/data/idx.hpp"

#include <zlib.h>

#include <atomic>
#include <chrono>
#include <filesystem>
#include <fstream>

#include "catch.hpp"
#include "sample_sets.hpp"
#include "shared_data.hpp"

using namespace augury;
namespace fs = std::filesystem;

namespace {

using Bytes = std::vector<unsigned char>;
using Small = Shape<2, 3, 1>;
const std::string image_name = "train-images-idx3-ubyte", label_name = "train-labels-idx1-ubyte";

/// A folder that is gone when the test ends.
struct TemporaryFolder {
  fs::path path;
  TemporaryFolder() {
    static std::atomic<int> count = 0;
    const auto now = std::chrono::steady_clock::now().time_since_epoch().count();
    path = fs::temp_directory_path() /
           ("augury_idx_" + std::to_string(now) + "_" + std::to_string(count++));
    fs::create_directories(path);
  }
  ~TemporaryFolder() { fs::remove_all(path); }
};

void append(Bytes& bytes, std::uint32_t word) {
  for (int shift : {24, 16, 8, 0}) bytes.push_back(static_cast<unsigned char>(word >> shift));
}

/// An idx file: the words of its header, then data.
Bytes idx(std::initializer_list<std::uint32_t> header, const Bytes& data) {
  Bytes bytes;
  for (std::uint32_t word : header) append(bytes, word);
  bytes.insert(bytes.end(), data.begin(), data.end());
  return bytes;
}

Bytes gzip(Bytes bytes) {
  z_stream stream{};
  REQUIRE(deflateInit2(&stream, 9, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) == Z_OK);
  Bytes packed(deflateBound(&stream, static_cast<uLong>(bytes.size())) + 64);
  stream.next_in = bytes.data();
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = packed.data();
  stream.avail_out = static_cast<uInt>(packed.size());
  REQUIRE(deflate(&stream, Z_FINISH) == Z_STREAM_END);
  packed.resize(packed.size() - stream.avail_out);
  deflateEnd(&stream);
  return packed;
}

void save(const fs::path& path, const Bytes& bytes) {
  std::ofstream(path, std::ios::binary)
      .write(reinterpret_cast<const char*>(bytes.data()),
             static_cast<std::streamsize>(bytes.size()));
}

const Bytes good_labels = idx({2049, 3}, {7, 3, 9});
const Bytes good_images = idx({2051, 3, 2, 3}, {0, 1, 2, 3, 4, 5, 250, 251, 252, 253, 254, 255,  //
                                                10, 20, 30, 40, 50, 60});

Bytes without_end(Bytes bytes, std::size_t count) {
  bytes.resize(bytes.size() - count);
  return bytes;
}

Bytes with_end(Bytes bytes, unsigned char extra) {
  bytes.push_back(extra);
  return bytes;
}

/// What read_idx says to these two files, saved plain or packed.
std::string refusal(const Bytes& images, const Bytes& labels, bool packed) {
  const TemporaryFolder folder;
  const std::string ending = packed ? ".gz" : "";
  save(folder.path / (image_name + ending), packed ? gzip(images) : images);
  save(folder.path / (label_name + ending), packed ? gzip(labels) : labels);
  return message_of<Error>([&] { read_idx<Small>(folder.path, "train"); });
}

/// The same for a packed image file that was damaged after it was packed.
std::string refusal_of_gz(const Bytes& packed_images) {
  const TemporaryFolder folder;
  save(folder.path / (image_name + ".gz"), packed_images);
  save(folder.path / label_name, good_labels);
  return message_of<Error>([&] { read_idx<Small>(folder.path, "train"); });
}

void check_good(const fs::path& folder) {
  const auto set = read_idx<Small>(folder, "train");
  REQUIRE(set.size() == 3);
  REQUIRE(set.classes() == 3);
  CHECK(std::vector<std::int32_t>(set.labels().begin(), set.labels().end()) ==
        std::vector<std::int32_t>{1, 0, 2});
  CHECK(set.class_names() == std::vector<std::string>{"3", "7", "9"});
  CHECK(set.pixels(0)[0] == -1.0f);
  CHECK(set.pixels(1)[5] == 1.0f);
  CHECK(set.pixels(2)[1] == Approx(20 / 127.5 - 1));
}

}  // namespace

TEST_CASE("idx files are read plain, packed, and plain under a packed name") {
  const TemporaryFolder folder;
  SECTION("plain") {
    save(folder.path / image_name, good_images);
    save(folder.path / label_name, good_labels);
  }
  SECTION("packed") {
    save(folder.path / (image_name + ".gz"), gzip(good_images));
    save(folder.path / (label_name + ".gz"), gzip(good_labels));
  }
  SECTION("packed in two members, as two files that were joined") {
    const auto joined = [](const Bytes& all, std::ptrdiff_t at) {
      Bytes first = gzip(Bytes(all.begin(), all.begin() + at));
      const Bytes second = gzip(Bytes(all.begin() + at, all.end()));
      first.insert(first.end(), second.begin(), second.end());
      return first;
    };
    save(folder.path / (image_name + ".gz"), joined(good_images, 9));
    save(folder.path / (label_name + ".gz"), joined(good_labels, std::ssize(good_labels)));
  }
  SECTION("packed in two members, of which the first ends with what is read at a time") {
    Bytes member = gzip(Bytes(good_images.begin(), good_images.begin() + 9));
    member[3] |= 8;  // it has the name of a file behind its header of 10 bytes
    const std::size_t missing = (1 << 16) - member.size();
    member.insert(member.begin() + 10, missing, 'x');
    member[10 + missing - 1] = 0;
    const Bytes second = gzip(Bytes(good_images.begin() + 9, good_images.end()));
    member.insert(member.end(), second.begin(), second.end());
    save(folder.path / (image_name + ".gz"), member);
    save(folder.path / label_name, good_labels);
  }
  SECTION("plain under a packed name") {
    save(folder.path / (image_name + ".gz"), good_images);
    save(folder.path / label_name, good_labels);
  }
  check_good(folder.path);
}

TEST_CASE("a missing idx file is named with the names that were looked for") {
  const TemporaryFolder folder;
  const auto message = [&] {
    return message_of<Error>([&] { read_idx<Small>(folder.path, "train"); });
  };
  CHECK(has(message(), folder.path.string()));
  CHECK(has(message(), "'" + label_name + "' nor '" + label_name + ".gz'"));
  save(folder.path / label_name, good_labels);
  CHECK(has(message(), "'" + image_name + "' nor '" + image_name + ".gz'"));
  fs::create_directory(folder.path / image_name);  // a folder is not a file
  CHECK(has(message(), "'" + image_name + "' nor '" + image_name + ".gz'"));
  CHECK(has(message_of<Error>([&] { read_idx<Small>(std::string(300, 'x'), "train"); }), "xxx"));
}

TEST_CASE("an idx file that is not as it should be is one sentence with its name") {
  const bool packed = GENERATE(false, true);
  CAPTURE(packed);
  const auto images = [&](const Bytes& bytes) { return refusal(bytes, good_labels, packed); };
  const auto labels = [&](const Bytes& bytes) { return refusal(good_images, bytes, packed); };
  CHECK(images(good_images).empty());

  for (const std::string& message :
       {images(without_end(good_images, 1)), images(without_end(good_images, 18)),
        images(without_end(good_images, 20)), images({})}) {
    CHECK(has(message, image_name));
    CHECK(has(message, "truncated"));
  }
  CHECK(has(labels(without_end(good_labels, 1)), "truncated"));
  CHECK(has(labels(without_end(good_labels, 1)), label_name));

  CHECK(has(images(with_end(good_images, 0)), image_name));
  CHECK(has(images(with_end(good_images, 0)), "goes on after the 3x2x3 bytes"));
  CHECK(has(labels(with_end(good_labels, 0)), label_name));
  CHECK(has(labels(with_end(good_labels, 0)), "goes on after"));

  CHECK(has(images(good_labels), "begins with the number 2049 instead of 2051"));
  CHECK(has(labels(good_images), "begins with the number 2051 instead of 2049"));
  CHECK(has(images({'n', 'o', 't', ' ', 'i', 'd', 'x'}), "instead of 2051"));

  CHECK(has(images(idx({2051, 2, 2, 3}, Bytes(12))), "holds 2 images"));
  CHECK(has(images(idx({2051, 2, 2, 3}, Bytes(12))), "holds 3 labels"));
  CHECK(has(images(idx({2051, 3, 3, 2}, Bytes(18))), "3x2 pixels"));
  CHECK(has(images(idx({2051, 3, 3, 2}, Bytes(18))), "2x3x1"));
  CHECK(has(images(idx({2051, 3, 2, 4}, Bytes(24))), "2x4 pixels"));
  CHECK(has(images(idx({2051, 3, 1, 3}, Bytes(9))), "1x3 pixels"));
  CHECK(has(refusal(idx({2051, 0, 2, 3}, {}), idx({2049, 0}, {}), packed), "empty"));
}

TEST_CASE("a header may claim anything and gets no memory for it") {
  const bool packed = GENERATE(false, true);
  CAPTURE(packed);
  const std::uint32_t most = 0xFFFFFFFFu;
  CHECK(has(refusal(idx({2051, most, 2, 3}, Bytes(18)), good_labels, packed), "truncated"));
  CHECK(has(refusal(idx({2051, most, most, most}, Bytes(18)), good_labels, packed), "truncated"));
  // 2^22 * 2^21 * 2^21 is 0 in 64 bits.
  CHECK(has(refusal(idx({2051, 1u << 22, 1u << 21, 1u << 21}, Bytes(18)), good_labels, packed),
            "truncated"));
  CHECK(has(refusal(good_images, idx({2049, most}, {1, 2, 3}), packed), "truncated"));
}

TEST_CASE("a packed file that was damaged is refused") {
  const Bytes good = gzip(good_images);
  REQUIRE(refusal_of_gz(good).empty());
  for (std::size_t cut = 1; cut < good.size(); ++cut) {
    CAPTURE(cut);
    const std::string message = refusal_of_gz(without_end(good, cut));
    CHECK(has(message, image_name));
    CHECK(has(message, good.size() - cut >= 2 ? "gzip data end too early" : "truncated"));
  }
  CHECK(has(refusal_of_gz(with_end(good, 0)), "behind the end"));

  Bytes flipped = good;
  flipped[flipped.size() - 6] ^= 1;  // in the checksum
  CHECK(has(refusal_of_gz(flipped), "damaged"));
  flipped = good;
  flipped[15] ^= 0xFF;  // in the data
  CHECK(!refusal_of_gz(flipped).empty());
}

TEST_CASE("what a packed file holds beyond its promise is not unpacked") {
  // 16 MB of zeros behind a good beginning, and a cut end: who unpacks to the end finds the cut.
  Bytes bomb = good_images;
  bomb.resize(std::size_t{1} << 24);
  CHECK(has(refusal_of_gz(without_end(gzip(bomb), 100)), "goes on after"));
}

TEST_CASE("MNIST is read as it is published") {
  const auto folder = shared_data("mnist");
  if (!folder) return;
  const auto train = read_idx<Shape<28, 28, 1>>(*folder, "train");
  REQUIRE(train.size() == 60'000);
  REQUIRE(train.classes() == 10);
  const std::vector<std::int32_t> first(train.labels().begin(), train.labels().begin() + 10);
  CHECK(first == std::vector<std::int32_t>{5, 0, 4, 1, 9, 2, 1, 3, 1, 4});
  std::vector<int> counts(10);
  for (std::int32_t label : train.labels()) ++counts[static_cast<std::size_t>(label)];
  CHECK(counts == std::vector<int>{5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949});
  CHECK(train.class_name(9) == "9");
  // The first training image: the first inked pixel of the 5 is 3, at row 5, column 12.
  CHECK(train.pixels(0)[5 * 28 + 11] == -1.0f);
  CHECK(train.pixels(0)[5 * 28 + 12] == Approx(3 / 127.5 - 1));
  CHECK(read_idx<Shape<28, 28, 1>>(*folder, "t10k").size() == 10'000);
}
