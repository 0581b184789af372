// SPDX-License-Identifier: MIT
// The chunks of a PNG file (W3C PNG, third edition).
#pragma once
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "augury/core/error.hpp"
#include "augury/images/byte_view.hpp"
#include "augury/images/header.hpp"
#include "augury/images/tiff_header.hpp"

namespace augury::detail {

/// take(type, data, whole chunk) for every chunk up to the end. Throws Error for a cut file.
template <class Take>
void for_each_png_chunk(ByteView file, Take take) {
  for (std::size_t at = 8;;) {
    const std::size_t length = file.big(at, 4);
    const ByteView chunk = file.part(at, 12 + length);  // length, type, data, checksum
    const ByteView type = chunk.part(4, 4);
    take(type, chunk.part(8, length), chunk);
    if (type.has(0, "IEND")) return;
    at += chunk.size();
  }
}

inline PictureHeader png_header(ByteView file) {
  PictureHeader header;
  header.format = PictureFormat::png;
  if (!file.has(8, std::string_view("\0\0\0\x0DIHDR", 8)))
    throw Error("it is damaged: its header is missing");
  header.width = file.big(16, 4);
  header.height = file.big(20, 4);
  header.channels = 4;
  const std::uint32_t bits = file.u8(24);
  const bool is_grey = file.u8(25) == 0;
  header.sample_bytes = bits == 16 ? 2 : 1;
  for_each_png_chunk(file, [&](ByteView type, ByteView data, ByteView) {
    if (type.has(0, "acTL") && data.big(0, 4) > 1)
      throw Error("it is an animation; only still pictures are read");
    if (type.has(0, "eXIf")) header.orientation = exif_orientation(data);
    // OpenCV knows the colour that is transparent in the other kinds of PNG, but not in grey ones.
    if (type.has(0, "tRNS") && is_grey) {
      const std::uint32_t grey = data.big(0, 2);  // of `bits` bits, decoded as at least 8
      header.clear = bits == 1 ? grey * 255 : bits == 2 ? grey * 85 : bits == 4 ? grey * 17 : grey;
    }
  });
  return header;
}

/// The file without the chunks that no pixel needs: profiles and texts, of which libpng complains
/// on the terminal, and which may unpack to anything.
inline std::vector<std::byte> png_without_extras(ByteView file) {
  const auto signature = file.part(0, 8).bytes();
  std::vector<std::byte> kept(signature.begin(), signature.end());
  for_each_png_chunk(file, [&](ByteView type, ByteView, ByteView chunk) {
    for (const std::string_view needed : {"IHDR", "PLTE", "tRNS", "IDAT", "IEND"})
      if (type.has(0, needed)) kept.insert(kept.end(), chunk.bytes().begin(), chunk.bytes().end());
  });
  return kept;
}

}  // namespace augury::detail
