// SPDX-License-Identifier: MIT
// probe: which kind of picture some bytes are, by the bytes and never by a name, and how large.
#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "augury/core/error.hpp"
#include "augury/images/byte_view.hpp"
#include "augury/images/header.hpp"
#include "augury/images/jpeg_header.hpp"
#include "augury/images/png_header.hpp"
#include "augury/images/tiff_header.hpp"

namespace augury {

namespace detail {

inline PictureHeader bmp_header(ByteView file) {
  const std::uint32_t header_size = file.little(14, 4);
  const bool old = header_size == 12;  // OS/2, whose numbers have 16 bits
  PictureHeader header;
  header.format = PictureFormat::bmp;
  header.width = file.little(18, old ? 2 : 4);
  const auto height = file.little(old ? 20 : 22, old ? 2 : 4);
  header.height = height > 0x80000000u ? 0u - height : height;  // negative: from top to bottom
  header.channels = 4;
  // The fourth byte of a pixel is opacity where there is a mask that says so, and else nothing.
  header.opaque = header_size < 56 || file.little(66, 4) == 0;
  return header;
}

inline PictureHeader webp_header(ByteView file) {
  constexpr std::uint32_t animated = 2;
  const std::size_t end = 8 + std::size_t{file.little(4, 4)};
  file.part(0, end);
  PictureHeader header;
  header.format = PictureFormat::webp;
  header.channels = 4;
  if (file.has(12, "VP8X")) {
    if (file.u8(20) & animated) throw Error("it is an animation; only still pictures are read");
    header.width = 1 + file.little(24, 3);
    header.height = 1 + file.little(27, 3);
  } else if (file.has(12, "VP8L")) {
    header.width = 1 + (file.little(21, 4) & 0x3FFF);
    header.height = 1 + (file.little(21, 4) >> 14 & 0x3FFF);
  } else if (file.has(12, "VP8 ")) {
    header.width = file.little(26, 2) & 0x3FFF;
    header.height = file.little(28, 2) & 0x3FFF;
  }
  for (std::size_t at = 12; at + 8 <= end;) {
    const std::size_t length = file.little(at + 4, 4);
    const ByteView data = file.part(at + 8, length);
    if (file.has(at, "EXIF"))
      header.orientation =
          exif_orientation(data.has(0, std::string_view("Exif\0\0", 6)) ? data.from(6) : data);
    at += 8 + length + length % 2;
  }
  return header;
}

/// A few words on bytes that are none of our pictures.
inline std::string what_else(ByteView file) {
  struct Kind {
    std::size_t at;
    std::string_view begins, is;
  };
  static constexpr Kind kinds[] = {
      {0, "GIF8", "a GIF"},
      {4, "ftypheic", "a HEIC picture"},
      {4, "ftypmif1", "a HEIC picture"},
      {4, "ftypavif", "an AVIF picture"},
      {4, "ftyp", "a film"},
      {0, "<!DOCTYPE", "a web page"},
      {0, "<!doctype", "a web page"},
      {0, "<html", "a web page"},
      {0, "<HTML", "a web page"},
      {0, "<svg", "an SVG drawing"},
      {0, "<?xml", "an XML file"},
      {0, "%PDF", "a PDF document"},
      {0, "8BPS", "a Photoshop file"},
      {0, "PK\x03\x04", "a zip archive"},
  };
  std::size_t start = 0;
  while (file.has(start, " ") || file.has(start, "\r") || file.has(start, "\n")) ++start;
  for (const Kind& kind : kinds)
    if (file.has(kind.at == 0 ? start : kind.at, kind.begins)) return std::string(kind.is);
  return "no picture";
}

/// The format by a file's first bytes, 16 of which are enough; nothing for none of ours.
inline std::optional<PictureFormat> format_of(ByteView file) {
  using namespace std::string_view_literals;
  if (file.has(0, "\xFF\xD8\xFF")) return PictureFormat::jpeg;
  if (file.has(0, "\x89PNG\r\n\x1A\n")) return PictureFormat::png;
  if (file.has(0, "RIFF") && file.has(8, "WEBP")) return PictureFormat::webp;
  for (const auto tiff : {"II\x2A\0"sv, "MM\0\x2A"sv, "II\x2B\0"sv, "MM\0\x2B"sv})
    if (file.has(0, tiff)) return PictureFormat::tiff;
  if (file.has(0, "BM")) return PictureFormat::bmp;
  return std::nullopt;
}

inline PictureHeader header_of(ByteView file) {
  if (file.size() == 0) throw Error("it is empty");
  const auto format = format_of(file);
  if (!format) throw Error("it is " + what_else(file) + "; JPEG, PNG, BMP, WebP and TIFF are read");
  switch (*format) {
    case PictureFormat::jpeg:
      return jpeg_header(file);
    case PictureFormat::png:
      return png_header(file);
    case PictureFormat::bmp:
      return bmp_header(file);
    case PictureFormat::webp:
      return webp_header(file);
    case PictureFormat::tiff:
      break;
  }
  return tiff_header(file);
}

}  // namespace detail

/// The header of a picture file, given whole. Throws Error, whose words follow the file's name,
/// for what is no JPEG, PNG, BMP, WebP or TIFF, is an animation, or is cut.
inline PictureHeader probe(std::span<const std::byte> file) {
  const PictureHeader header = detail::header_of(detail::ByteView(file));
  if (header.width == 0 || header.height == 0)
    throw Error("it is damaged: its header has no width or no height");
  constexpr std::uint32_t longest = 65'535;
  if (header.width > longest || header.height > longest)
    throw Error("its header claims " + std::to_string(header.width) + " x " +
                std::to_string(header.height) + " pixels; at most " + std::to_string(longest) +
                " are read to a side");
  return header;
}

}  // namespace augury
