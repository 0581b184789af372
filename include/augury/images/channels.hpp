// SPDX-License-Identifier: MIT
// The channels of a picture: opacity, and the colours that a network takes.
#pragma once
#include <algorithm>
#include <cstdint>
#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>

#include "augury/images/rgb.hpp"

namespace augury {

namespace detail {

/// (grey, A) as (B, G, R, A).
inline cv::Mat with_opacity(const cv::Mat& picture) {
  cv::Mat result(picture.size(), CV_8UC4);
  const int from_to[] = {0, 0, 0, 1, 0, 2, 1, 3};
  cv::mixChannels(&picture, 1, &result, 1, from_to, 4);
  return result;
}

/// (B, G, R, A) with colours times A / 255, rounded.
inline void premultiply(cv::Mat& picture) {
  for (int y = 0; y < picture.rows; ++y) {
    auto* pixel = picture.ptr<cv::Vec4b>(y);
    for (int x = 0; x < picture.cols; ++x)
      for (int c = 0; c < 3; ++c)
        pixel[x][c] = static_cast<std::uint8_t>((pixel[x][c] * pixel[x][3] + 127) / 255);
  }
}

/// Premultiplied (B, G, R, A) over a colour: (B, G, R).
inline cv::Mat over(const cv::Mat& picture, Rgb background) {
  const int behind[3] = {background.blue, background.green, background.red};
  cv::Mat result(picture.size(), CV_8UC3);
  for (int y = 0; y < picture.rows; ++y) {
    const auto* from = picture.ptr<cv::Vec4b>(y);
    auto* to = result.ptr<cv::Vec3b>(y);
    for (int x = 0; x < picture.cols; ++x)
      for (int c = 0; c < 3; ++c)
        to[x][c] = static_cast<std::uint8_t>(
            std::min(255, from[x][c] + (behind[c] * (255 - from[x][3]) + 127) / 255));
  }
  return result;
}

}  // namespace detail

/// A picture that decode_picture gave with 1 channel (grey by the weights of Rec. 601, over the
/// background), 3 (red, green, blue, over the background) or 4 (red, green, blue, premultiplied,
/// and opacity).
inline cv::Mat to_channels(const cv::Mat& picture, int channels, Rgb background) {
  cv::Mat from = picture, to;
  if (from.channels() == 4 && channels != 4) from = detail::over(from, background);
  if (from.channels() == channels && channels == 1) return from;
  const bool is_grey = from.channels() == 1, has_opacity = from.channels() == 4;
  if (channels == 1) cv::cvtColor(from, to, cv::COLOR_BGR2GRAY);
  else if (channels == 3) cv::cvtColor(from, to, is_grey ? cv::COLOR_GRAY2RGB : cv::COLOR_BGR2RGB);
  else if (is_grey) cv::cvtColor(from, to, cv::COLOR_GRAY2RGBA);
  else cv::cvtColor(from, to, has_opacity ? cv::COLOR_BGRA2RGBA : cv::COLOR_BGR2RGBA);
  return to;
}

}  // namespace augury
