// SPDX-License-Identifier: MIT
#include "augury/images/survey.hpp"

#include "catch.hpp"
#include "images/picture_files.hpp"
#include "io/temporary_folder.hpp"

using namespace augury;

namespace {

std::string plain_png(std::uint32_t width, std::uint32_t height, std::uint32_t type,
                      std::uint32_t bits = 8, const std::string& extras = "") {
  const std::uint32_t samples = type == 2 ? 3 : type == 4 ? 2 : type == 6 ? 4 : 1;
  const std::string line(width * samples * bits / 8, '\x50');
  return png({width, height, bits, type, std::vector<std::string>(height, line), extras});
}

/// A survey of files with these bytes.
PictureSurvey survey(const std::vector<std::string>& files, cv::Size size, Fit fit,
                     int threads = 2) {
  TemporaryFolder folder;
  std::vector<std::string> names;
  for (const std::string& bytes : files) {
    names.push_back(std::to_string(names.size()));
    write_file(folder / names.back(), bytes);
  }
  return survey_pictures(folder / "", names, size, fit, threads);
}

}  // namespace

TEST_CASE("pictures are counted by format, mode and size") {
  const std::string opacity = png_chunk("tRNS", std::string(6, '\0'));
  const std::string exif = png_chunk(
      "eXIf", std::string("II\x2A\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0", 22) +
                  std::string(4, '\0'));
  const auto found =
      survey({plain_png(4, 3, 0), plain_png(4, 3, 0, 16), plain_png(4, 3, 2), plain_png(4, 3, 4),
              plain_png(4, 3, 6), plain_png(4, 3, 2, 8, opacity), plain_png(50, 20, 2, 8, exif),
              encoded(".jpg", cv::Mat(5, 5, CV_8UC1, cv::Scalar(9))),
              encoded(".jpg", cv::Mat(5, 5, CV_8UC3, cv::Scalar(9, 8, 7))),
              encoded(".bmp", cv::Mat(2, 2, CV_8UC3, cv::Scalar(9, 8, 7))),
              encoded(".webp", cv::Mat(5, 5, CV_8UC3, cv::Scalar(9, 8, 7))),
              encoded(".tiff", cv::Mat(5, 5, CV_16UC1, cv::Scalar(9))), "no picture", ""},
             {4, 4}, Fit::crop);
  CHECK(found.files == 12);
  CHECK(found.formats == std::map<std::string, std::size_t>{
                             {"PNG", 7}, {"JPEG", 2}, {"BMP", 1}, {"WebP", 1}, {"TIFF", 1}});
  CHECK(found.modes == std::map<std::string, std::size_t>{{"grey", 2},
                                                          {"grey, 16 bits", 2},
                                                          {"colour", 5},
                                                          {"grey with opacity", 1},
                                                          {"colour with opacity", 2}});
  CHECK(found.smallest == cv::Size(2, 2));
  CHECK(found.median == cv::Size(4, 3));
  CHECK(found.largest == cv::Size(20, 50));  // turned by EXIF
  CHECK(found.turned == 1);

  const std::string pixels(4 * 3 * 3, '\x50');
  const auto tiffs = survey({tiff_of(4, 3, 8, 3, 2, pixels), tiff_of(4, 3, 8, 3, 2, pixels, {}, 8)},
                            {4, 4}, Fit::crop);
  CHECK(tiffs.turned == 1);
  CHECK(tiffs.largest == cv::Size(3, 4));
}

TEST_CASE("what a policy does to pictures is added up") {
  const std::vector<std::string> files{plain_png(64, 64, 2), plain_png(80, 40, 2),
                                       plain_png(10, 40, 2)};
  for (const int threads : {1, 3}) {
    const auto crop = survey(files, {32, 32}, Fit::crop, threads);
    CHECK(crop.fitted == 2);
    CHECK(crop.by == Approx((0.5 + 0.75) / 2));
    CHECK(crop.enlarged == 1);  // 10 x 10
    const auto pad = survey(files, {32, 32}, Fit::pad, threads);
    CHECK(pad.fitted == 2);
    CHECK(pad.by == Approx((0.5 + 0.75) / 2));
    CHECK(pad.enlarged == 0);
    const auto stretch = survey(files, {32, 32}, Fit::stretch, threads);
    CHECK(stretch.fitted == 2);
    CHECK(stretch.by == Approx((2 + 4) / 2.0));
    CHECK(stretch.enlarged == 1);
  }
  CHECK(survey({plain_png(64, 64, 2)}, {32, 32}, Fit::stretch).fitted == 0);
  CHECK(survey({plain_png(20, 20, 2)}, {32, 32}, Fit::pad).enlarged == 1);
}

TEST_CASE("a folder of nothing has a survey of nothing") {
  const auto found = survey({"", "x"}, {32, 32}, Fit::crop);
  CHECK(found.files == 0);
  CHECK(found.fitted == 0);
  CHECK(found.by == 0);
}
