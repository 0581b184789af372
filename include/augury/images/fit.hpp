// SPDX-License-Identifier: MIT
// How a picture of any size becomes one of the size that a network is made for.
#pragma once
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>
#include <string>
#include <string_view>

#include "augury/core/error.hpp"
#include "augury/images/rgb.hpp"

namespace augury {

/// What gives way where a picture has other proportions than it should have.
enum class Fit {
  crop,    ///< what sticks out at both sides is cut off
  pad,     ///< what is missing at both sides is filled with a colour
  stretch  ///< the proportions
};

/// "crop", "pad" or "stretch". Throws UsageError for anything else.
inline Fit named_fit(std::string_view name) {
  if (name == "crop") return Fit::crop;
  if (name == "pad") return Fit::pad;
  if (name == "stretch") return Fit::stretch;
  throw UsageError("there is no way to fit pictures named '" + std::string(name) +
                   "'; give crop, pad or stretch");
}

namespace detail {

/// Without aliases: what shrinks is averaged over areas, first and in its direction alone, because
/// OpenCV averages nothing where the other direction grows.
inline cv::Mat resize(const cv::Mat& from, cv::Size size) {
  const cv::Size smaller(std::min(from.cols, size.width), std::min(from.rows, size.height));
  cv::Mat shrunk = from, grown;
  if (smaller != from.size()) cv::resize(from, shrunk, smaller, 0, 0, cv::INTER_AREA);
  if (smaller == size) return shrunk;
  cv::resize(shrunk, grown, size, 0, 0, cv::INTER_LINEAR);
  return grown;
}

/// length * to / from, rounded, in [1, most].
inline int in_proportion(int length, int to, int from, int most) {
  const double exact = static_cast<double>(length) * to / from;
  return std::clamp(static_cast<int>(std::lround(exact)), 1, most);
}

}  // namespace detail

/// A picture of `size`, or with Fit::pad the largest one within it. Throws cv::Exception only where
/// there is no memory.
inline cv::Mat scale_picture(const cv::Mat& picture, cv::Size size, Fit fit) {
  const int width = picture.cols, height = picture.rows;
  if (fit == Fit::crop) {
    const int w = detail::in_proportion(height, size.width, size.height, width);
    const int h = detail::in_proportion(width, size.height, size.width, height);
    return detail::resize(picture(cv::Rect((width - w) / 2, (height - h) / 2, w, h)), size);
  }
  if (fit == Fit::stretch) return detail::resize(picture, size);
  const int w = detail::in_proportion(size.height, width, height, size.width);
  const int h = detail::in_proportion(size.width, height, width, size.height);
  return detail::resize(picture, {w, h});
}

/// A picture in the middle of `size`, which it fits in, with `fill` at its sides.
inline cv::Mat pad_picture(const cv::Mat& picture, cv::Size size, const cv::Scalar& fill) {
  if (picture.size() == size) return picture;
  cv::Mat padded(size, picture.type(), fill);
  const int left = (size.width - picture.cols) / 2, top = (size.height - picture.rows) / 2;
  picture.copyTo(padded(cv::Rect({left, top}, picture.size())));
  return padded;
}

}  // namespace augury
