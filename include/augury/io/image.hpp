// SPDX-License-Identifier: MIT
// Pictures as PNG files, by libpng.
#pragma once
#include <png.h>
#include <zlib.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <new>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "augury/core/error.hpp"
#include "augury/io/file.hpp"
#include "augury/io/picture.hpp"

namespace augury {

/// Keys (1 to 79 letters) and values (UTF-8) that travel within a PNG file.
using PngText = std::vector<std::pair<std::string, std::string>>;

/// Whether a PNG file can hold pictures of so many channels: grey, RGB, RGB with opacity.
constexpr bool png_takes(int channels) { return channels == 1 || channels == 3 || channels == 4; }

namespace detail {

/// libpng's plain interface: no setjmp. Its control block frees itself.
struct PngImage : png_image {
  PngImage() : png_image{} { version = PNG_IMAGE_VERSION; }
  PngImage(const PngImage&) = delete;
  PngImage& operator=(const PngImage&) = delete;
  ~PngImage() { png_image_free(this); }
};

inline std::string big_endian(std::size_t value) {
  std::string bytes;
  for (int shift = 24; shift >= 0; shift -= 8) bytes += static_cast<char>(value >> shift & 0xFF);
  return bytes;
}

/// One iTXt chunk: PNG's form of text that holds UTF-8.
inline std::string png_text_chunk(const std::string& key, const std::string& value) {
  const bool printable =
      std::ranges::all_of(key, [](unsigned char c) { return c >= 0x20 && c < 0x7F; });
  if (key.empty() || key.size() > 79 || !printable)
    throw UsageError("a key of PNG text must be 1 to 79 printable ASCII characters");
  // Key, "not compressed", method, and two empty strings: language and translated key.
  const std::string chunk = "iTXt" + key + std::string(5, '\0') + value;
  const auto sum =
      ::crc32(0, reinterpret_cast<const Bytef*>(chunk.data()), static_cast<uInt>(chunk.size()));
  return big_endian(chunk.size() - 4) + chunk + big_endian(sum);
}

/// Whether every chunk up to the last lies within a PNG file. libpng takes a chunk's word for its
/// length, and asks for so much memory.
inline bool holds_its_chunks(std::span<const std::byte> file) {
  constexpr std::size_t signature = 8, frame = 12;  // length, type and checksum
  for (std::size_t at = signature; file.size() >= at + frame;) {
    std::size_t length = 0;
    for (const std::byte digit : file.subspan(at, 4))
      length = length << 8 | std::to_integer<std::size_t>(digit);
    if (length > file.size() - at - frame) return false;
    if (as_text(file.subspan(at + 4, 4)) == "IEND") return true;
    at += frame + length;
  }
  return false;
}

}  // namespace detail

/// The bytes of a PNG file. pixels: (height, width, channels), channels 1 (grey), 3 (RGB) or 4 (RGB
/// and opacity). The same pixels give the same bytes. Throws UsageError for sizes that do not fit;
/// `path` is where they will be written, for its sentence.
inline std::vector<std::byte> png_bytes(const std::filesystem::path& path, int height, int width,
                                        int channels, std::span<const std::uint8_t> pixels,
                                        const PngText& text = {}) {
  constexpr int largest = 1'000'000;  // libpng reads no more
  if (height < 1 || width < 1 || height > largest || width > largest || !png_takes(channels) ||
      pixels.size() != static_cast<std::size_t>(height) * static_cast<std::size_t>(width) *
                           static_cast<std::size_t>(channels))
    throw UsageError("cannot write '" + path.string() + "': " + std::to_string(pixels.size()) +
                     " bytes are no picture of " + std::to_string(height) + " x " +
                     std::to_string(width) + " pixels with " + std::to_string(channels) +
                     " channels (1, 3 or 4)");
  detail::PngImage image;
  image.height = static_cast<png_uint_32>(height);
  image.width = static_cast<png_uint_32>(width);
  image.format = channels == 1 ? PNG_FORMAT_GRAY : channels == 3 ? PNG_FORMAT_RGB : PNG_FORMAT_RGBA;
  png_alloc_size_t size = 0;
  const auto write = [&](void* memory) {
    if (!png_image_write_to_memory(&image, memory, &size, 0, pixels.data(), 0, nullptr))
      throw Error("cannot write '" + path.string() + "': libpng says " + image.message);
  };
  size = PNG_IMAGE_PNG_SIZE_MAX(image);
  std::vector<std::byte> bytes(size);
  write(bytes.data());
  bytes.resize(size);
  std::string chunks;
  for (const auto& [key, value] : text) chunks += detail::png_text_chunk(key, value);
  constexpr std::ptrdiff_t head = 8 + 25;  // the signature and the chunk IHDR, which must be first
  const auto more = detail::bytes_of(chunks);
  bytes.insert(bytes.begin() + head, more.begin(), more.end());
  return bytes;
}

/// Writes a PNG file, whole or not at all: see png_bytes. Throws Error where the disk fails.
inline void write_png(const std::filesystem::path& path, int height, int width, int channels,
                      std::span<const std::uint8_t> pixels, const PngText& text = {},
                      Durable durable = Durable::no) {
  write_file(path, png_bytes(path, height, width, channels, pixels, text), durable);
}

/// Colours as files have them, from colours times opacity as networks do (premultiplied): pixels of
/// 4 channels are divided by their opacity, others are as they were.
inline std::vector<std::uint8_t> straight_alpha(std::span<const std::uint8_t> pixels,
                                                int channels) {
  std::vector<std::uint8_t> straight(pixels.begin(), pixels.end());
  for (std::size_t at = 0; channels == 4 && at + 4 <= straight.size(); at += 4)
    for (std::size_t c = at; c < at + 3; ++c) {
      const int opacity = straight[at + 3];
      const int colour = opacity == 0 ? 0 : (straight[c] * 255 + opacity / 2) / opacity;
      straight[c] = static_cast<std::uint8_t>(colour < 255 ? colour : 255);
    }
  return straight;
}

inline void write_png(const std::filesystem::path& path, const Picture& picture,
                      const PngText& text = {}, Durable durable = Durable::no) {
  write_png(path, picture.height, picture.width, picture.channels, picture.pixels, text, durable);
}

/// Reads a PNG file of any kind as 8-bit grey, RGB or RGB with opacity. Throws Error for what is no
/// PNG file, is cut or damaged.
inline Picture read_png(const std::filesystem::path& path) {
  const auto bytes = read_file(path);
  detail::PngImage image;
  const auto check = [&](int ok) {
    if (!ok) throw Error("'" + path.string() + "' is no valid PNG file: " + image.message);
  };
  constexpr std::string_view signature = "\x89PNG\r\n\x1A\n";
  if (as_text(bytes).starts_with(signature) && !detail::holds_its_chunks(bytes))
    throw Error("'" + path.string() + "' is no valid PNG file: it is cut; save it again");
  check(png_image_begin_read_from_memory(&image, bytes.data(), bytes.size()));
  // The header alone says how large the picture is. Deflate packs at most 1032 to 1, and a pixel
  // takes at least a bit, so a file of a few bytes cannot make us ask for gigabytes.
  const std::uint64_t area = std::uint64_t{image.width} * image.height;
  if (area / (std::uint64_t{8} * 1032) > bytes.size())
    throw Error("'" + path.string() + "' is no valid PNG file: it has " +
                std::to_string(bytes.size()) + " bytes, too few for " +
                std::to_string(image.width) + " x " + std::to_string(image.height) + " pixels");
  image.flags |= PNG_IMAGE_FLAG_16BIT_sRGB;
  const bool alpha = image.format & PNG_FORMAT_FLAG_ALPHA;
  const bool colour = image.format & PNG_FORMAT_FLAG_COLOR;
  image.format = alpha ? PNG_FORMAT_RGBA : colour ? PNG_FORMAT_RGB : PNG_FORMAT_GRAY;
  Picture picture{static_cast<int>(image.height),
                  static_cast<int>(image.width),
                  alpha    ? 4
                  : colour ? 3
                           : 1,
                  {}};
  try {
    picture.pixels.resize(area * static_cast<std::uint64_t>(picture.channels));
  } catch (const std::exception&) {
    throw Error("cannot read '" + path.string() + "': there is no memory for its pixels");
  }
  check(png_image_finish_read(&image, nullptr, picture.pixels.data(), 0, nullptr));
  return picture;
}

}  // namespace augury
