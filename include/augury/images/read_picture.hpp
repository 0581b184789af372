// SPDX-License-Identifier: MIT
// read_picture: one file as the bytes of one image, within bounds of memory and in any thread.
#pragma once
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <opencv2/core.hpp>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "augury/core/error.hpp"
#include "augury/images/channels.hpp"
#include "augury/images/decode.hpp"
#include "augury/images/fit.hpp"
#include "augury/images/memory_gate.hpp"
#include "augury/images/probe.hpp"
#include "augury/images/rgb.hpp"
#include "augury/io/file.hpp"

namespace augury {

/// What an image is to be like.
struct PictureStyle {
  int height = 0, width = 0, channels = 3;  ///< 1 grey, 3 RGB, 4 RGB premultiplied and opacity
  Fit fit = Fit::crop;
  Rgb background = white, fill = black;
};

namespace detail {

/// A file could not be read: the disk's fault or a right that is missing, and no property of what
/// it holds, so it may be otherwise the next time.
struct Unreadable : Error {
  using Error::Error;
};

/// Files and decoded pictures together take no more, whatever the number of threads.
inline constexpr std::uint64_t picture_memory = std::uint64_t{768} << 20;
inline constexpr std::uint64_t largest_picture_file = std::uint64_t{256} << 20;

inline std::string megabytes(std::uint64_t bytes) {
  return std::to_string((bytes >> 20) + 1) + " MB";
}

inline std::vector<std::byte> picture_bytes(const std::filesystem::path& path) {
  try {
    return read_file(path, largest_picture_file);
  } catch (const Error& failed) {
    // "cannot read 'x': why" becomes "it cannot be read: why", to follow the name.
    const std::string text = failed.what(), begin = "cannot read '" + path.string() + "': ";
    throw Unreadable("it cannot be read: " +
                     (text.starts_with(begin) ? text.substr(begin.size()) : text));
  }
}

/// What padding adds: nothing where there is opacity, and else the fill in the image's channels.
inline cv::Scalar beside(const PictureStyle& style) {
  const auto [red, green, blue] = style.fill;
  if (style.channels == 4) return {0, 0, 0, 0};
  if (style.channels == 1) return std::round(0.299 * red + 0.587 * green + 0.114 * blue);
  return {static_cast<double>(red), static_cast<double>(green), static_cast<double>(blue)};
}

/// Sets image (H, W, C) to the picture of a file. Throws Error, whose words follow the file's name.
inline void read_picture(const std::filesystem::path& path, const PictureStyle& style,
                         MemoryGate& gate, std::span<std::uint8_t> image) {
  const cv::Size size(style.width, style.height);
  std::error_code failed;
  std::uint64_t file_size = std::filesystem::file_size(path, failed);
  if (failed) file_size = 0;  // reading it says why
  for (std::uint64_t need = std::min(file_size, largest_picture_file);;) {
    MemoryGate::Hold hold(gate, need);
    const std::vector<std::byte> file = picture_bytes(path);
    const PictureHeader header = probe(file);
    need = 2 * file.size() + decoding_bytes(header, size);
    if (need > gate.limit())
      throw Error("its " + std::to_string(header.width) + " x " + std::to_string(header.height) +
                  " pixels would take " + megabytes(need) + " to decode, and at most " +
                  megabytes(gate.limit() - 1) + " are spent on a picture; make it smaller");
    if (!hold.reach(need)) continue;  // waits for as much, and reads again
    // Small first, so that all that follows is little work.
    const cv::Mat scaled = scale_picture(decode_picture(file, header, size), size, style.fit);
    const cv::Mat plain = to_channels(scaled, style.channels, style.background);
    const cv::Mat fitted = pad_picture(plain, size, beside(style));
    const auto line = static_cast<std::size_t>(style.width) * fitted.elemSize();
    for (int y = 0; y < style.height; ++y)
      std::copy_n(fitted.ptr(y), line, image.begin() + y * static_cast<std::ptrdiff_t>(line));
    return;
  }
}

}  // namespace detail

/// The picture of one file as an image (height, width, channels) of bytes. Throws Error.
inline std::vector<std::uint8_t> read_picture(const std::filesystem::path& path,
                                              const PictureStyle& style) {
  const std::size_t area =
      static_cast<std::size_t>(style.height) * static_cast<std::size_t>(style.width);
  std::vector<std::uint8_t> image(area * static_cast<std::size_t>(style.channels));
  detail::MemoryGate gate(detail::picture_memory);
  try {
    detail::read_picture(path, style, gate, image);
  } catch (const Error& failed) {
    throw Error("'" + path.string() + "' gives no picture: " + failed.what());
  }
  return image;
}

}  // namespace augury
