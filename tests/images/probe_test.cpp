// SPDX-License-Identifier: MIT
#include "augury/images/probe.hpp"

#include <sys/resource.h>

#include <map>
#include <random>

#include "augury/images/read_picture.hpp"
#include "catch.hpp"
#include "images/picture_files.hpp"
#include "io/temporary_folder.hpp"

using namespace augury;

namespace {

/// A small file of each format.
std::map<std::string, std::string> good_files() {
  cv::Mat picture(9, 14, CV_8UC3);
  for (int y = 0; y < picture.rows; ++y)
    for (int x = 0; x < picture.cols; ++x)
      picture.at<cv::Vec3b>(y, x) =
          cv::Vec3b(static_cast<std::uint8_t>(x * 17), static_cast<std::uint8_t>(y * 28),
                    static_cast<std::uint8_t>(x * y));
  return {{"JPEG", encoded(".jpg", picture)},
          {"progressive JPEG", encoded(".jpg", picture, {cv::IMWRITE_JPEG_PROGRESSIVE, 1})},
          {"JPEG with EXIF",
           jpeg_with(encoded(".jpg", picture), '\xE1', std::string("Exif\0\0", 6) + exif(6, true))},
          {"PNG", encoded(".png", picture)},
          {"BMP", encoded(".bmp", picture)},
          {"WebP", encoded(".webp", picture, {cv::IMWRITE_WEBP_QUALITY, 80})},
          {"lossless WebP", encoded(".webp", picture, {cv::IMWRITE_WEBP_QUALITY, 101})},
          {"TIFF", encoded(".tiff", picture)}};
}

/// With other bytes from `at` on.
std::string patched(std::string file, std::size_t at, const std::string& bytes) {
  return file.replace(at, bytes.size(), bytes);
}

/// What reading says against a file, at last for its memory.
std::string refusal(const std::string& file) {
  const TemporaryFolder folder;
  write_file(folder / "x", file, Durable::no);
  return sentence([&] { read_picture(folder / "x", {.height = 8, .width = 8}); });
}

long peak_kilobytes() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return usage.ru_maxrss;
}

}  // namespace

TEST_CASE("the header says the format and the size that the decoder finds") {
  for (const auto& [format, file] : good_files()) {
    CAPTURE(format);
    const PictureHeader header = probe(bytes_of(file));
    CHECK(header.width == 14);
    CHECK(header.height == 9);
    CHECK(header.format == (contains(format, "JPEG")   ? PictureFormat::jpeg
                            : contains(format, "PNG")  ? PictureFormat::png
                            : contains(format, "BMP")  ? PictureFormat::bmp
                            : contains(format, "WebP") ? PictureFormat::webp
                                                       : PictureFormat::tiff));
    CHECK(header.buffered == contains(format, "progressive"));
    CHECK(complaint(file).empty());
  }
}

TEST_CASE("a file that is cut anywhere is refused in words") {
  for (const auto& [format, file] : good_files())
    for (std::size_t size = 0; size < file.size(); size += size < 100 ? 1 : 7) {
      CAPTURE(format, size);
      CHECK(!complaint(file.substr(0, size)).empty());
    }
  CHECK(complaint("") == "it is empty");
  CHECK(complaint(good_files()["JPEG"].substr(0, 400)) == "it is cut: its end is missing");
  CHECK(complaint(good_files()["PNG"].substr(0, 60)) == "it is cut: its end is missing");
  CHECK(complaint(good_files()["WebP"].substr(0, 60)) == "it is cut: its end is missing");
}

TEST_CASE("a damaged file is a picture or an error, and nothing worse") {
  std::mt19937 random(1);
  for (const auto& [format, good] : good_files())
    for (int trial = 0; trial < 400; ++trial) {
      std::string file = good;
      const std::size_t from = trial % 2 == 0 ? 0 : file.size() / 2;
      for (unsigned changes = 1 + random() % 4; changes > 0; --changes)
        file[from + random() % (file.size() - from)] = static_cast<char>(random());
      const TemporaryFolder folder;
      write_file(folder / "x", file, Durable::no);
      std::vector<std::uint8_t> image(8 * 8 * 3);
      sentence([&] { image = read_picture(folder / "x", {.height = 8, .width = 8}); });
      CHECK(image.size() == 8 * 8 * 3);
    }
}

TEST_CASE("a header may claim any size and gets no memory for it") {
  const long before = peak_kilobytes();
  const std::string most = big(65535, 2), line(30, '\0');
  auto jpeg = good_files()["progressive JPEG"];
  jpeg = patched(jpeg, jpeg.find("\xFF\xC2") + 5, most + most);
  auto webp = good_files()["WebP"];
  REQUIRE(webp.substr(12, 4) == "VP8 ");
  const auto bmp = encoded(".bmp", cv::Mat(2, 2, CV_8UC3, cv::Scalar(1, 2, 3)));
  const auto tile = tiff_of(1, 1, 8, 1, 1, "x", {{322, 4, 1, 65535}, {323, 4, 1, 65535}});

  for (const std::string& file :
       {jpeg + std::string(9'000'000, 'x'), png({65535, 65535, 8, 2, {line}}),
        patched(webp, 26, "\xFF\xBF\xFF\xBF"),
        patched(bmp, 18, little(65535, 4) + little(65535, 4)),
        patched(bmp, 18, little(65535, 4) + little(0u - 65535, 4)),
        tiff_of(65535, 65535, 8, 3, 2, line), tile}) {
    CAPTURE(file.substr(0, 4));
    CHECK(contains(refusal(file), "to decode, and at most 768 MB are spent on a picture"));
  }
  for (const std::string& file :
       {png({65536, 1, 8, 2, {line}}), png({1, 0xFFFFFFFF, 8, 2, {line}}),
        patched(bmp, 18, little(0x80000000, 4)), patched(bmp, 22, little(0x80000000, 4)),
        tiff_of(1, 65536, 8, 3, 2, line)})
    CHECK(contains(refusal(file), "at most 65535 are read to a side"));
  for (const std::string& file :
       {png({0, 1, 8, 2, {line}}), patched(bmp, 18, little(0, 4)), patched(bmp, 22, little(0, 4)),
        tiff_of(0, 1, 8, 3, 2, line), flat_jpeg(8, 0, {1})})
    CHECK(contains(refusal(file), "no width or no height"));
  CHECK(contains(refusal(jpeg), "bytes are too few for 65535 x 65535 pixels"));
  CHECK(peak_kilobytes() - before < 100'000);
}

TEST_CASE("what is no picture is called by its name") {
  CHECK(contains(complaint("GIF89a" + std::string(30, '\0')), "it is a GIF; JPEG, PNG, BMP, WebP"));
  CHECK(contains(complaint("<!DOCTYPE html><html>"), "a web page"));
  CHECK(contains(complaint("\n  <html>"), "a web page"));
  CHECK(contains(complaint("<svg xmlns"), "an SVG drawing"));
  CHECK(contains(complaint("%PDF-1.4"), "a PDF document"));
  CHECK(contains(complaint(big(24, 4) + "ftypheic"), "a HEIC picture"));
  CHECK(contains(complaint(big(24, 4) + "ftypavif"), "an AVIF picture"));
  CHECK(contains(complaint("some notes"), "no picture"));
  CHECK(contains(complaint("#!/bin/sh"), "no picture"));
  // What OpenCV would read, with decoders that nobody needs here.
  CHECK(contains(complaint("P6\n1 1\n255\nabc"), "no picture"));
}

TEST_CASE("kinds of the formats that are not read say so") {
  const auto animated = "WEBPVP8X" + little(10, 4) + little(2, 4) + little(7, 3) + little(7, 3);
  CHECK(complaint("RIFF" + little(static_cast<std::uint32_t>(animated.size()), 4) + animated) ==
        "it is an animation; only still pictures are read");
  const auto frames = [](std::uint32_t count) {
    const std::string plain = png({2, 1, 8, 2, {std::string(6, 'x')}, ""});
    return plain.substr(0, 33) + png_chunk("acTL", big(count, 4) + big(0, 4)) + plain.substr(33);
  };
  CHECK(complaint(frames(2)) == "it is an animation; only still pictures are read");
  CHECK(complaint(frames(1)).empty());
  CHECK(contains(complaint("II\x2B" + std::string(13, '\0')), "BigTIFF"));
  CHECK(contains(complaint(tiff_of(1, 1, 4, 1, 1, "x")), "not whole numbers of 1, 8 or 16 bits"));
  CHECK(contains(complaint(tiff_of(1, 1, 16, 3, 2, "xxxxxx", {{339, 3, 1, 3}})), "whole numbers"));
  CHECK(contains(complaint(tiff_of(1, 1, 8, 3, 8, "xxx")), "kind of colours"));
  CHECK(contains(complaint(tiff_of(1, 1, 16, 4, 5, "xxxxxxxx")), "kind of colours"));
  CHECK(contains(complaint(tiff_of(1, 1, 8, 6, 2, "xxxxxx")), "6 channels"));
  auto jpeg = flat_jpeg(8, 8, {1});
  CHECK(contains(complaint(patched(jpeg, jpeg.find("\xFF\xC0") + 4, big(12, 1))), "12 bits"));
}

TEST_CASE("a JPEG of very many scans is not decoded") {
  const auto jpeg = flat_jpeg(8, 8, {1});
  const auto scan = jpeg.substr(jpeg.find("\xFF\xDA"), jpeg.size() - 2 - jpeg.find("\xFF\xDA"));
  const auto with = [&](int more) {
    std::string file = jpeg.substr(0, jpeg.size() - 2);
    for (int i = 0; i < more; ++i) file += scan;
    return file + jpeg.substr(jpeg.size() - 2);
  };
  CHECK(probe(bytes_of(with(99))).buffered);
  CHECK(contains(complaint(with(100)), "101 scans"));
}

TEST_CASE("a JPEG has a bit for every block of 64 pixels, or something is missing") {
  const auto jpeg = flat_jpeg(8, 8, {1});
  const auto claiming = [&](std::size_t height) {
    const auto size = big(height, 2) + big(512, 2);  // as many lines of 512 as bytes are the most
    return patched(jpeg, jpeg.find("\xFF\xC0") + 5, size);
  };
  CHECK(probe(bytes_of(claiming(jpeg.size()))).height == jpeg.size());
  CHECK(contains(complaint(claiming(jpeg.size() + 1)), "bytes are too few"));
}

TEST_CASE("a progressive JPEG of one scan is held in memory as one of ten") {
  const auto jpeg = flat_jpeg(8, 8, {1});
  CHECK_FALSE(probe(bytes_of(jpeg)).buffered);
  CHECK(probe(bytes_of(patched(jpeg, jpeg.find("\xFF\xC0"), "\xFF\xC2"))).buffered);
}

TEST_CASE("bytes behind the end of a picture do no harm") {
  for (const auto& [format, file] : good_files()) {
    CAPTURE(format);
    CHECK(complaint(file + std::string(1000, 'x')).empty());
  }
}
