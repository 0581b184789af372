// SPDX-License-Identifier: MIT
// Writes the seeds of all fuzzers, small files by our own writers where we have one.
// usage: make_corpus tests/fuzz/corpus
#include <zlib.h>

#include <array>
#include <cstdint>
#include <iostream>
#include <string>
#include <vector>

#include "augury/io/image.hpp"
#include "augury/io/npy.hpp"
#include "augury/io/safetensors.hpp"
#include "augury/train/checkpoint.hpp"
#include "augury/train/manifest.hpp"
#include "fuzz/tiny_gan.hpp"
#include "images/picture_files.hpp"

namespace {

using namespace augury;
namespace fs = std::filesystem;

/// Two files as one input (two_files in input.hpp is the reverse).
std::string both(const std::string& first, const std::string& second) {
  return little(first.size(), 2) + first + second;
}

std::string gzip(const std::string& text) {
  std::string packed(text.size() + 64, '\0');
  z_stream stream{};
  deflateInit2(&stream, 9, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(packed.data());
  stream.avail_out = static_cast<uInt>(packed.size());
  deflate(&stream, Z_FINISH);
  packed.resize(packed.size() - stream.avail_out);
  deflateEnd(&stream);
  return packed;
}

void data_sets(const fs::path& corpus) {
  const std::string labels = big(2049, 4) + big(3, 4) + "\7\3\7";
  const std::string images =
      big(2051, 4) + big(3, 4) + big(2, 4) + big(3, 4) + "012345abcdefghijkl";
  write_file(corpus / "idx/plain", both(labels, images));
  write_file(corpus / "idx/packed", both(gzip(labels), gzip(images)));

  const std::string names = "a\nb\nc\nd\ne\r\nf\ng\nh\ni\nj\n";
  const std::string record = "\7" + std::string(32 * 32 * 3, 'x');
  write_file(corpus / "cifar/plain", both(names, record));
  write_file(corpus / "cifar/packed", both("", gzip(record + record)));
}

void tensors(const fs::path& corpus) {
  const std::vector<float> six{1, -2, 0.5f, 1e-40f, 1e30f, 6};
  const std::vector<std::uint64_t> counts{7};
  write_safetensors(corpus / "safetensors/empty", {});
  write_safetensors(corpus / "safetensors/two",
                    std::vector{named_tensor<float>("a", {2, 3}, six),
                                named_tensor<std::uint64_t>("\"\xC3\xA9", {1}, counts),
                                named_tensor<float>("none", {0, 5}, {})},
                    {{"format", "x"}, {"\xE2\x82\xAC\x01\\", "\t\""}});
  write_npy(corpus / "npy/matrix", std::vector<std::int64_t>{2, 3}, six);
  write_npy(corpus / "npy/number", {}, std::span(six).first(1));
  write_npy(corpus / "npy/empty", std::vector<std::int64_t>{0}, {});
}

void checkpoints(const fs::path& corpus) {
  auto gan = fuzz::tiny_gan();
  auto step = fuzz::tiny_step(gan);
  save_checkpoint(corpus / "checkpoint/weights", gan);
  const Snapshot good = Snapshot::take(gan, step);
  std::map<std::string, std::string> facts{{"class_counts", "[3,4]"}};
  GuardState{}.add_to(facts);
  save_checkpoint(corpus / "checkpoint/run", gan, &step, facts, &good);
  std::string lines;
  for (const auto& [key, value] : read_safetensors(corpus / "checkpoint/run").metadata)
    lines += key + "=" + value + "\n";
  write_file(corpus / "checkpoint_info/run", lines);
  write_file(corpus / "json/texts",
             detail::to_json_array({"one", "\xE2\x82\xAC\x01\\\t\"", "\xF0\x9F\x98\x80"}));
  write_file(corpus / "json/escapes", R"(["\ud83d\ude00", "\u00e9\/\b"])");
  write_file(corpus / "json/counts", to_json(std::vector<std::int64_t>{0, 12, INT64_MAX}));
}

void manifests(const fs::path& corpus) {
  const ManifestRow kept{.file = "cat/cat_s1_1.png", .class_name = "a \"cat\", or\nnot"};
  const ManifestRow rejected{.class_name = "cat", .passage = {.kept = false, .reason = "near"}};
  const ManifestRow packed{.file = "shard-000000.tar/cat_s1_2.png", .class_name = "cat"};
  write_file(corpus / "manifest/folders", csv_line(kept) + csv_line(rejected));
  write_file(corpus / "manifest/shards", csv_line(packed) + csv_line(rejected));
}

void pictures(const fs::path& corpus) {
  const std::vector<std::uint8_t> bytes(16, 200);
  const std::span some(bytes);
  write_png(corpus / "png/grey", 2, 3, 1, some.first(6));
  write_png(corpus / "png/rgb", 1, 2, 3, some.first(6), {{"seed", "7"}});
  write_png(corpus / "png/opacity", 2, 2, 4, some);

  const cv::Mat picture(2, 3, CV_8UC3, cv::Scalar(10, 120, 250));
  const std::string exif_data = std::string("Exif\0\0", 6) + exif(6, false);
  write_file(corpus / "probe/jpeg", jpeg_with(flat_jpeg(3, 2, {1, 2, 3}), '\xE1', exif_data));
  write_file(corpus / "probe/png",
             png({.width = 1,
                  .height = 1,
                  .bits = 8,
                  .colour_type = 0,
                  .lines = {"x"},
                  .extras = png_chunk("eXIf", exif(3, true)) + png_chunk("tRNS", big(9, 2))}));
  write_file(corpus / "probe/bmp", encoded(".bmp", picture));
  write_file(corpus / "probe/webp", encoded(".webp", picture, {cv::IMWRITE_WEBP_QUALITY, 80}));
  write_file(corpus / "probe/lossless-webp",
             encoded(".webp", picture, {cv::IMWRITE_WEBP_QUALITY, 101}));
  write_file(corpus / "probe/tiff", tiff_of(1, 1, 8, 3, 2, "rgb", {{284, 3, 1, 1}}, 6));
}

}  // namespace

int main(int count, char** words) {
  if (count != 2) {
    std::cerr << "usage: make_corpus FOLDER\n";
    return 2;
  }
  const fs::path corpus = words[1];
  for (const char* reader : {"idx", "cifar", "safetensors", "npy", "checkpoint", "checkpoint_info",
                             "json", "manifest", "png", "probe"})
    fs::create_directories(corpus / reader);
  data_sets(corpus);
  tensors(corpus);
  checkpoints(corpus);
  manifests(corpus);
  pictures(corpus);
}
