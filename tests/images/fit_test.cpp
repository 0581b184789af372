// SPDX-License-Identifier: MIT
#include "augury/images/fit.hpp"

#include "augury/images/rgb.hpp"
#include "catch.hpp"
#include "io/temporary_folder.hpp"

using namespace augury;

namespace {

/// One grey pixel after the other.
cv::Mat grey_picture(int height, int width, const std::vector<int>& values) {
  cv::Mat picture(height, width, CV_8UC1);
  for (int i = 0; i < height * width; ++i)
    picture.at<std::uint8_t>(i / width, i % width) =
        static_cast<std::uint8_t>(values[static_cast<std::size_t>(i)]);
  return picture;
}

std::vector<int> values(const cv::Mat& picture) {
  std::vector<int> result;
  for (int y = 0; y < picture.rows; ++y)
    for (int x = 0; x < picture.cols; ++x) result.push_back(picture.at<std::uint8_t>(y, x));
  return result;
}

cv::Mat fit_picture(const cv::Mat& picture, cv::Size size, Fit fit, const cv::Scalar& fill) {
  return pad_picture(scale_picture(picture, size, fit), size, fill);
}

std::vector<int> fitted(const cv::Mat& picture, int height, int width, Fit fit) {
  return values(fit_picture(picture, {width, height}, fit, cv::Scalar(7)));
}

}  // namespace

TEST_CASE("a picture of the right size stays as it is") {
  const auto picture = grey_picture(2, 3, {1, 2, 3, 4, 5, 6});
  for (Fit fit : {Fit::crop, Fit::pad, Fit::stretch})
    CHECK(fitted(picture, 2, 3, fit) == std::vector<int>{1, 2, 3, 4, 5, 6});
}

TEST_CASE("crop keeps the middle") {
  const auto wide = grey_picture(2, 4, {1, 2, 3, 4, 5, 6, 7, 8});
  CHECK(fitted(wide, 2, 2, Fit::crop) == std::vector<int>{2, 3, 6, 7});
  CHECK(fitted(wide.t(), 2, 2, Fit::crop) == std::vector<int>{2, 6, 3, 7});
  const auto large = grey_picture(2, 6, {99, 10, 20, 30, 50, 99, 99, 10, 20, 30, 50, 99});
  CHECK(fitted(large, 1, 2, Fit::crop) == std::vector<int>{15, 40});
}

TEST_CASE("pad keeps all, and fills both sides") {
  const auto wide = grey_picture(1, 2, {1, 2});
  CHECK(fitted(wide, 3, 2, Fit::pad) == std::vector<int>{7, 7, 1, 2, 7, 7});
  CHECK(fitted(wide.t(), 2, 3, Fit::pad) == std::vector<int>{7, 1, 7, 7, 2, 7});
  const auto large = grey_picture(2, 4, {10, 20, 100, 120, 30, 40, 140, 160});
  CHECK(fitted(large, 2, 2, Fit::pad) == std::vector<int>{25, 130, 7, 7});
}

TEST_CASE("stretch keeps all, and no proportions") {
  const auto wide = grey_picture(1, 4, {10, 20, 30, 50});
  CHECK(fitted(wide, 1, 2, Fit::stretch) == std::vector<int>{15, 40});
  CHECK(fitted(wide, 2, 2, Fit::stretch) == std::vector<int>{15, 40, 15, 40});
}

TEST_CASE("what shrinks is averaged, also where the other direction grows") {
  // Stripes of one pixel: whoever picks pixels sees black or white, whoever averages sees grey.
  const auto factor = GENERATE(2, 3, 5, 8);
  cv::Mat stripes(4, 16 * factor * 2, CV_8UC1);
  for (int x = 0; x < stripes.cols; ++x) stripes.col(x).setTo(x % 2 == 0 ? 0 : 255);
  for (int height : {1, 4, 9}) {
    CAPTURE(factor, height);
    const auto shrunk = fitted(stripes, height, 16, Fit::stretch);
    for (int value : shrunk) CHECK(std::abs(value - 127.5) < 1);
    for (int value : fitted(stripes.t(), 16, height, Fit::stretch))
      CHECK(std::abs(value - 127.5) < 1);
  }
}

TEST_CASE("no size is too thin to be fitted") {
  for (const cv::Size size : {cv::Size(1, 1), cv::Size(1, 5000), cv::Size(5000, 1), cv::Size(3, 2)})
    for (Fit fit : {Fit::crop, Fit::pad, Fit::stretch}) {
      const cv::Mat picture(size, CV_8UC3, cv::Scalar(9, 9, 9));
      const cv::Mat result = fit_picture(picture, {32, 48}, fit, cv::Scalar(9, 9, 9));
      REQUIRE(result.size() == cv::Size(32, 48));
      REQUIRE(result.channels() == 3);
      CHECK(cv::norm(result, cv::Mat(result.size(), CV_8UC3, cv::Scalar(9, 9, 9))) == 0);
    }
}

TEST_CASE("ways to fit and colours have names") {
  CHECK(named_fit("crop") == Fit::crop);
  CHECK(named_fit("pad") == Fit::pad);
  CHECK(named_fit("stretch") == Fit::stretch);
  CHECK(contains(sentence<UsageError>([] { named_fit("Crop"); }), "give crop, pad or stretch"));
  CHECK(named_colour("white") == Rgb{255, 255, 255});
  CHECK(named_colour("black") == Rgb{0, 0, 0});
  CHECK(named_colour("grey") == Rgb{128, 128, 128});
  CHECK(named_colour("#0aF10c") == Rgb{10, 241, 12});
  for (const char* wrong : {"", "#12345", "#1234567", "#12345g", "123456", "pink", "#-1-1-1"})
    CHECK(contains(sentence<UsageError>([&] { named_colour(wrong); }),
                   "no colour '" + std::string(wrong) + "'"));
}
