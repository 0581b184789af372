// SPDX-License-Identifier: MIT
// The pixels of a picture file: upright, of 8 bits, with premultiplied opacity.
#pragma once
#include <cstddef>
#include <cstdint>
#include <opencv2/core.hpp>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>
#include <span>
#include <string>
#include <vector>

#include "augury/core/error.hpp"
#include "augury/images/channels.hpp"
#include "augury/images/header.hpp"
#include "augury/images/png_header.hpp"

namespace augury {

namespace detail {

/// 1, 2, 4 or 8: by how much libjpeg may shrink while it decodes, at a fraction of the cost, so
/// that a picture is left at least twice as large as `least` in both directions.
inline std::uint32_t jpeg_shrink(const PictureHeader& header, cv::Size least) {
  const bool lying = header.orientation >= 5;
  const auto width = static_cast<std::uint32_t>(lying ? least.height : least.width);
  const auto height = static_cast<std::uint32_t>(lying ? least.width : least.height);
  if (header.format != PictureFormat::jpeg || width == 0 || height == 0) return 1;
  std::uint32_t shrink = 1;
  while (shrink < 8 && header.width / (4 * shrink) >= width &&
         header.height / (4 * shrink) >= height)
    shrink *= 2;
  return shrink;
}

inline cv::Mat decode_as_stored(std::span<const std::byte> file, const PictureHeader& header,
                                std::uint32_t shrink) {
  // Without this flag OpenCV turns some pictures and not others.
  constexpr int as_lying = cv::IMREAD_IGNORE_ORIENTATION;
  int flags = cv::IMREAD_UNCHANGED;
  if (header.format == PictureFormat::jpeg)
    flags = as_lying | (shrink == 8   ? cv::IMREAD_REDUCED_COLOR_8
                        : shrink == 4 ? cv::IMREAD_REDUCED_COLOR_4
                        : shrink == 2 ? cv::IMREAD_REDUCED_COLOR_2
                                      : cv::IMREAD_COLOR);
  std::vector<std::byte> kept;
  if (header.format == PictureFormat::png) {
    kept = png_without_extras(ByteView(file));
    file = kept;
  }
  const cv::Mat bytes(1, static_cast<int>(file.size()), CV_8U,
                      const_cast<std::byte*>(file.data()));  // which OpenCV only reads
  return cv::imdecode(bytes, flags);
}

/// 8 bits a channel; 255 is the largest of 16 bits.
inline cv::Mat to_8_bits(const cv::Mat& picture) {
  if (picture.depth() == CV_8U) return picture;
  if (picture.depth() != CV_16U) throw Error("its channels are not whole numbers of 8 or 16 bits");
  cv::Mat bytes;
  picture.convertTo(bytes, CV_8U, 1.0 / 257);
  return bytes;
}

/// Turned and mirrored as EXIF says, tag 274: 1 is upright, 5 to 8 exchange rows and columns.
inline cv::Mat upright(const cv::Mat& stored, int orientation) {
  cv::Mat picture = stored, turned;
  if (orientation >= 5) cv::transpose(stored, picture);
  if (orientation == 2 || orientation == 6) cv::flip(picture, turned, 1);
  else if (orientation == 3 || orientation == 7) cv::flip(picture, turned, -1);
  else if (orientation == 4 || orientation == 8) cv::flip(picture, turned, 0);
  else return picture;
  return turned;
}

}  // namespace detail

/// The memory that a picture takes while it is decoded for `least`, in bytes, roughly and at most.
inline std::uint64_t decoding_bytes(const PictureHeader& header, cv::Size least = {}) {
  const std::uint64_t shrink = detail::jpeg_shrink(header, least), pixels = header.pixels();
  const std::uint64_t decoded = pixels / (shrink * shrink) * header.channels;
  const bool wide = header.sample_bytes == 2;
  std::uint64_t bytes = wide ? 3 * decoded : 2 * decoded;  // turned, or of 16 bits and then of 8
  if (header.buffered) bytes += 2 * pixels * header.channels;  // coefficients have 16 bits
  if (header.format == PictureFormat::tiff || header.format == PictureFormat::webp)
    bytes += wide ? decoded : 4 * pixels;  // a strip may be all of it
  return bytes;
}

/// The picture of a file whose header is `header`, upright: CV_8UC1 grey, CV_8UC3 blue, green, red,
/// or CV_8UC4 with opacity, colours premultiplied. A JPEG much larger than `least` is decoded at a
/// half, a quarter or an eighth of its size, but to no less than twice `least`. Throws Error, whose
/// words follow the file's name.
inline cv::Mat decode_picture(std::span<const std::byte> file, const PictureHeader& header,
                              cv::Size least = {}) {
  cv::Mat picture;
  try {
    picture = detail::decode_as_stored(file, header, detail::jpeg_shrink(header, least));
    if (picture.empty()) throw Error("it is damaged, and cannot be decoded");
    cv::Mat opacity;
    if (header.clear && picture.channels() == 1)
      cv::compare(picture, static_cast<double>(*header.clear), opacity, cv::CMP_NE);
    picture = detail::to_8_bits(picture);
    if (!opacity.empty()) cv::merge(std::vector<cv::Mat>{picture, opacity}, picture);
    if (header.inverted) cv::bitwise_not(picture, picture);
    if (header.opaque && picture.channels() == 4)
      cv::cvtColor(picture, picture, cv::COLOR_BGRA2BGR);
    if (picture.channels() == 2) picture = detail::with_opacity(picture);
    picture = detail::upright(picture, header.orientation);
  } catch (const cv::Exception& failed) {
    throw Error("it cannot be decoded: " + failed.err);
  }
  if (picture.channels() == 4 && !header.premultiplied) detail::premultiply(picture);
  return picture;
}

}  // namespace augury
