// SPDX-License-Identifier: MIT
// Picture files made byte by byte, after the standards and by no decoder's grace.
#pragma once
#include <zlib.h>

#include <cstddef>
#include <cstdint>
#include <opencv2/imgcodecs.hpp>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "augury/images/decode.hpp"
#include "augury/images/probe.hpp"

inline std::string big(std::uint64_t value, int count) {
  std::string bytes;
  for (int i = count - 1; i >= 0; --i) bytes += static_cast<char>(value >> (8 * i));
  return bytes;
}
inline std::string little(std::uint64_t value, int count) {
  std::string bytes = big(value, count);
  return {bytes.rbegin(), bytes.rend()};
}

inline std::span<const std::byte> bytes_of(const std::string& text) {
  return std::as_bytes(std::span(text));
}

/// A PNG file. lines: the samples of each line, packed as they lie in the file.
struct Png {
  std::uint32_t width = 0, height = 0, bits = 8, colour_type = 2;
  std::vector<std::string> lines;
  std::string extras = {};  ///< chunks between header and pixels
};
inline std::string png_chunk(const std::string& type, const std::string& data) {
  const std::string body = type + data;
  const auto sum =
      crc32(0, reinterpret_cast<const Bytef*>(body.data()), static_cast<uInt>(body.size()));
  return big(static_cast<std::uint32_t>(data.size()), 4) + body +
         big(static_cast<std::uint32_t>(sum), 4);
}
inline std::string png(const Png& p) {
  std::string raw;
  for (const std::string& line : p.lines) raw += '\0' + line;  // filter 0: none
  uLongf size = compressBound(static_cast<uLong>(raw.size()));
  std::string packed(size, '\0');
  compress(reinterpret_cast<Bytef*>(packed.data()), &size,
           reinterpret_cast<const Bytef*>(raw.data()), static_cast<uLong>(raw.size()));
  packed.resize(size);
  return "\x89PNG\r\n\x1A\n" +
         png_chunk("IHDR", big(p.width, 4) + big(p.height, 4) + big(p.bits, 1) +
                               big(p.colour_type, 1) + std::string(3, '\0')) +
         p.extras + png_chunk("IDAT", packed) + png_chunk("IEND", "");
}

/// A little-endian TIFF file of one strip: (tag, type, value) beside those of size and strip.
/// type 3 takes 2 bytes, 4 takes 4; `behind` begins at the offset that behind_tiff() tells.
struct TiffTag {
  std::uint32_t tag, type, count, value;
};
inline std::uint32_t behind_tiff(std::size_t tags) {
  return static_cast<std::uint32_t>(8 + 2 + 12 * tags + 4);
}
inline std::string tiff(const std::vector<TiffTag>& tags, const std::string& behind = {}) {
  std::string file = "II*" + std::string(1, '\0') + little(8, 4) +
                     little(static_cast<std::uint32_t>(tags.size()), 2);
  for (const TiffTag& t : tags)
    file += little(t.tag, 2) + little(t.type, 2) + little(t.count, 4) + little(t.value, 4);
  return file + little(0, 4) + behind;
}
/// As above for pixels: bits and samples of each, photometric interpretation, more tags above 277.
inline std::string tiff_of(std::uint32_t width, std::uint32_t height, std::uint32_t bits,
                           std::uint32_t samples, std::uint32_t colours, const std::string& pixels,
                           const std::vector<TiffTag>& more = {}, std::uint32_t orientation = 1) {
  const std::size_t count = 10 + more.size();
  const std::uint32_t at = behind_tiff(count);
  std::string bit_list;
  for (std::uint32_t i = 0; samples > 2 && i < samples; ++i) bit_list += little(bits, 2);
  const TiffTag bits_tag =
      samples <= 2 ? TiffTag{258, 3, samples, bits * 0x10001} : TiffTag{258, 3, samples, at};
  std::vector<TiffTag> tags{{256, 4, 1, width},
                            {257, 4, 1, height},
                            bits_tag,
                            {259, 3, 1, 1},
                            {262, 3, 1, colours},
                            {273, 4, 1, at + static_cast<std::uint32_t>(bit_list.size())},
                            {274, 3, 1, orientation},
                            {277, 3, 1, samples},
                            {278, 4, 1, height},
                            {279, 4, 1, static_cast<std::uint32_t>(pixels.size())}};
  tags.insert(tags.end(), more.begin(), more.end());
  return tiff(tags, bit_list + pixels);
}

/// EXIF data that hold an orientation, of either byte order.
inline std::string exif(std::uint32_t orientation, bool is_little) {
  if (is_little) return tiff({{274, 3, 1, orientation}});
  return "MM" + big(42, 2) + big(8, 4) + big(1, 2) + big(274, 2) + big(3, 2) + big(1, 4) +
         big(orientation, 2) + big(0, 2) + big(0, 4);
}

inline std::string encoded(const std::string& ending, const cv::Mat& picture,
                           const std::vector<int>& how = {}) {
  std::vector<std::uint8_t> bytes;
  cv::imencode(ending, picture, bytes, how);
  return {bytes.begin(), bytes.end()};
}

inline std::string jpeg_segment(char marker, const std::string& data) {
  return std::string{'\xFF', marker} + big(static_cast<std::uint32_t>(data.size() + 2), 2) + data;
}
/// With a segment right behind the beginning.
inline std::string jpeg_with(const std::string& jpeg, char marker, const std::string& data) {
  return jpeg.substr(0, 2) + jpeg_segment(marker, data) + jpeg.substr(2);
}

/// A JPEG of one colour, given as the sample of each component; 4 components are Adobe's CMYK,
/// which is stored inverted. One bit per coefficient: every block says "as the one before".
inline std::string flat_jpeg(std::uint32_t width, std::uint32_t height,
                             const std::vector<int>& samples) {
  const auto n = static_cast<std::uint32_t>(samples.size());
  std::string file = "\xFF\xD8";
  if (n == 4) file += jpeg_segment('\xEE', "Adobe" + big(100, 2) + big(0, 4) + big(0, 1));
  file += jpeg_segment('\xDB', big(0, 1) + std::string(64, '\x01'));
  std::string frame = big(8, 1) + big(height, 2) + big(width, 2) + big(n, 1);
  std::string scan = big(n, 1);
  for (std::uint32_t c = 1; c <= n; ++c) {
    frame += big(c, 1) + big(0x11, 1) + big(0, 1);
    scan += big(c, 1) + big(0, 1);
  }
  // DC codes of 4 bits, one for each size 0 to 11; the only AC code is 0: end of block.
  std::string dc = std::string(1, '\0') + std::string("\0\0\0\x0C", 4) + std::string(12, '\0');
  for (char size = 0; size < 12; ++size) dc += size;
  const std::string ac = "\x10\x01" + std::string(15, '\0') + std::string(1, '\0');
  file += jpeg_segment('\xC0', frame) + jpeg_segment('\xC4', dc) + jpeg_segment('\xC4', ac) +
          jpeg_segment('\xDA', scan + std::string("\0\x3F\0", 3));
  std::string bits;
  const auto put = [&](std::uint32_t value, std::uint32_t count) {
    while (count-- > 0) bits += (value >> count & 1) ? '1' : '0';
  };
  for (std::uint32_t block = 0; block < (width + 7) / 8 * ((height + 7) / 8); ++block)
    for (const int sample : samples) {
      const int dc_value = block == 0 ? (sample - 128) * 8 : 0;
      const auto magnitude = static_cast<std::uint32_t>(std::abs(dc_value));
      std::uint32_t size = 0;
      while (magnitude >> size) ++size;
      put(size, 4);
      put(dc_value < 0 ? (1u << size) - 1 - magnitude : magnitude, size);
      put(0, 1);
    }
  while (bits.size() % 8 != 0) bits += '1';
  for (std::size_t at = 0; at < bits.size(); at += 8) {
    const auto byte = static_cast<char>(std::stoi(bits.substr(at, 8), nullptr, 2));
    file += byte;
    if (byte == '\xFF') file += '\0';
  }
  return file + "\xFF\xD9";
}

inline cv::Mat decoded(const std::string& file) {
  return augury::decode_picture(bytes_of(file), augury::probe(bytes_of(file)));
}

/// What probing, or else decoding, says against a file; "" where it is a picture.
inline std::string complaint(const std::string& file) {
  try {
    decoded(file);
  } catch (const augury::Error& error) {
    return error.what();
  }
  return "";
}
