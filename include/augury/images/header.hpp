// SPDX-License-Identifier: MIT
// What the header of a picture says, read before any decoder sees the file: a file may claim sizes
// that no memory holds, and OpenCV reads some cut files without a word.
#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>

namespace augury {

enum class PictureFormat { jpeg, png, bmp, webp, tiff };

struct PictureHeader {
  PictureFormat format = PictureFormat::jpeg;
  std::uint32_t width = 0, height = 0;  ///< in pixels, as stored
  std::uint32_t channels = 3;           ///< of the decoded picture, at most
  std::uint32_t sample_bytes = 1;       ///< 2 where a channel has 16 bits
  int orientation = 1;                  ///< EXIF's number, 1 to 8: how it is to be turned
  bool buffered = false;                ///< JPEG of several scans: its decoder keeps coefficients
  bool opaque = false;                  ///< what is decoded as opacity is none
  bool premultiplied = false;           ///< colours are decoded times their opacity
  bool inverted = false;                ///< decoded with 0 for white
  std::optional<std::uint32_t> clear;   ///< the grey, as decoded, that stands for transparent

  std::uint64_t pixels() const { return std::uint64_t{width} * height; }
};

}  // namespace augury
