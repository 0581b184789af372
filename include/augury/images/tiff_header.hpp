// SPDX-License-Identifier: MIT
// The first directory of a TIFF file (TIFF 6.0, Adobe 1992), which is also the form of EXIF data.
#pragma once
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "augury/core/error.hpp"
#include "augury/images/byte_view.hpp"
#include "augury/images/header.hpp"

namespace augury::detail {

/// Numbers by their tag. Throws Error for a directory that is not within the file.
class TiffDirectory {
 public:
  explicit TiffDirectory(ByteView file) : file_(file), little_(file.has(0, "II")) {
    if (!little_ && !file.has(0, "MM")) throw Error("it is no TIFF");
    if (number(2, 2) == 43) throw Error("it is a BigTIFF, which is not read; save it as a TIFF");
    if (number(2, 2) != 42) throw Error("it is no TIFF");
    entries_ = number(4, 4);
    count_ = number(entries_, 2);
    file_.part(entries_ + 2, std::size_t{12} * count_);
  }

  /// The first number of a tag; nothing where the tag is missing or holds no whole numbers.
  std::optional<std::uint32_t> find(std::uint32_t tag) const {
    for (std::uint32_t i = 0; i < count_; ++i) {
      const std::size_t entry = entries_ + 2 + std::size_t{12} * i;
      if (number(entry, 2) != tag) continue;
      const std::uint32_t type = number(entry + 2, 2), count = number(entry + 4, 4);
      const int bytes = type == 1 ? 1 : type == 3 ? 2 : type == 4 ? 4 : 0;
      if (bytes == 0 || count == 0) return std::nullopt;
      const bool inside = std::uint64_t{count} * static_cast<std::uint32_t>(bytes) <= 4;
      return number(inside ? entry + 8 : number(entry + 8, 4), bytes);
    }
    return std::nullopt;
  }

 private:
  std::uint32_t number(std::size_t at, int bytes) const {
    return little_ ? file_.little(at, bytes) : file_.big(at, bytes);
  }

  ByteView file_;
  bool little_;
  std::size_t entries_ = 0;
  std::uint32_t count_ = 0;
};

/// The orientation that EXIF data hold, 1 to 8; 1 where they are damaged, as viewers do.
inline int exif_orientation(ByteView exif) {
  try {
    const auto found = TiffDirectory(exif).find(274);
    if (found && *found >= 1 && *found <= 8) return static_cast<int>(*found);
  } catch (const Error&) {
  }
  return 1;
}

inline PictureHeader tiff_header(ByteView file) {
  const TiffDirectory tags(file);
  const auto width = tags.find(256), height = tags.find(257);
  if (!width || !height) throw Error("it is damaged: its header has no width or no height");
  PictureHeader header;
  header.format = PictureFormat::tiff;
  // A tile takes memory of its own, however small the picture is.
  header.width = std::max(*width, tags.find(322).value_or(0));
  header.height = std::max(*height, tags.find(323).value_or(0));
  header.channels = std::max(3u, tags.find(277).value_or(1));

  const std::uint32_t bits = tags.find(258).value_or(1), colours = tags.find(262).value_or(1);
  const std::uint32_t sample_format = tags.find(339).value_or(1);
  if (header.channels > 4)
    throw Error("it has " + std::to_string(header.channels) + " channels; at most 4 are read");
  if (sample_format != 1 || (bits != 1 && bits != 8 && bits != 16))
    throw Error("its channels are not whole numbers of 1, 8 or 16 bits; save it with 8");
  const bool planes = tags.find(284).value_or(1) == 2;
  if (colours > 6 || colours == 4 || (bits == 16 && (colours > 2 || planes)))
    throw Error("its kind of colours is not read; save it as RGB or grey");
  header.sample_bytes = bits == 16 ? 2 : 1;
  // libtiff's own conversion to RGBA, which OpenCV takes for 8 bits, multiplies.
  constexpr std::uint32_t associated = 1;
  header.premultiplied = bits != 16 || tags.find(338).value_or(0) == associated;
  header.inverted = bits == 16 && colours == 0;
  return header;
}

}  // namespace augury::detail
