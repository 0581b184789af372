// SPDX-License-Identifier: MIT
// The markers of a JPEG file (ITU-T T.81), from its beginning to its end.
#pragma once
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

#include "augury/core/error.hpp"
#include "augury/images/byte_view.hpp"
#include "augury/images/header.hpp"
#include "augury/images/tiff_header.hpp"

namespace augury::detail {

/// The position of the next marker's second byte. Stuffed zeros and restarts are no markers.
inline std::size_t next_jpeg_marker(ByteView file, std::size_t at) {
  const std::byte* const begin = file.bytes().data();
  while (true) {
    const void* const found =
        at < file.size() ? std::memchr(begin + at, 0xFF, file.size() - at) : nullptr;
    at = found ? static_cast<std::size_t>(static_cast<const std::byte*>(found) - begin)
               : file.size();
    while (file.u8(at) == 0xFF) ++at;  // throws at the end of a file that is cut
    const std::uint32_t marker = file.u8(at);
    if (marker > 0x01 && (marker < 0xD0 || marker > 0xD8)) return at;
  }
}

inline void take_jpeg_frame(ByteView segment, PictureHeader& header) {
  if (header.width != 0) throw Error("it is damaged: it has two headers");
  if (segment.u8(0) != 8)
    throw Error("its channels have " + std::to_string(segment.u8(0)) + " bits; save it with 8");
  header.height = segment.big(1, 2);
  header.width = segment.big(3, 2);
  header.channels = std::max(3u, segment.u8(5));
  if (header.width == 0 || header.height == 0)
    throw Error("it is damaged: its header has no width or no height");
}

/// Throws Error for a file without an end, of which OpenCV would make up the rest.
inline PictureHeader jpeg_header(ByteView file) {
  // A scan more is a pass over the whole picture more; cameras and editors write 10 or so.
  constexpr int most_scans = 100;
  PictureHeader header;
  header.format = PictureFormat::jpeg;
  int scans = 0;
  bool oriented = false;
  for (std::size_t at = next_jpeg_marker(file, 2);; at = next_jpeg_marker(file, at)) {
    const std::uint32_t marker = file.u8(at);
    if (marker == 0xD9) break;
    const std::size_t length = file.big(at + 1, 2);
    if (length < 2) throw Error("it is damaged: one of its segments has no length");
    const ByteView segment = file.part(at + 3, length - 2);
    const bool frame =
        marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
    if (frame) take_jpeg_frame(segment, header);
    if (frame && marker > 0xC1) header.buffered = true;
    if (marker == 0xE1 && segment.has(0, std::string_view("Exif\0\0", 6)) && !oriented) {
      header.orientation = exif_orientation(segment.from(6));
      oriented = true;
    }
    if (marker == 0xDA && ++scans > 1) header.buffered = true;
    at += 1 + length;
  }
  if (header.width == 0 || scans == 0) throw Error("it is damaged: it holds no picture");
  // A block of 8 x 8 pixels takes a bit at least. Of what is missing OpenCV would say nothing.
  if (header.pixels() / 512 > file.size())
    throw Error("it is damaged: its " + std::to_string(file.size()) + " bytes are too few for " +
                std::to_string(header.width) + " x " + std::to_string(header.height) + " pixels");
  if (scans > most_scans)
    throw Error("it has " + std::to_string(scans) + " scans, and at most " +
                std::to_string(most_scans) + " are read; save it again");
  return header;
}

}  // namespace augury::detail
