// SPDX-License-Identifier: MIT
// survey_pictures: what the pictures of a folder are like as they lie there, and what fitting them
// to a size takes away or adds. Headers are read, and nothing is decoded.
#pragma once
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <opencv2/core.hpp>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "augury/core/error.hpp"
#include "augury/images/fit.hpp"
#include "augury/images/probe.hpp"
#include "augury/images/read_pictures.hpp"

namespace augury {

struct PictureSurvey {
  std::size_t files = 0;                       ///< whose headers could be read
  std::map<std::string, std::size_t> formats;  ///< "JPEG", ...: how many
  std::map<std::string, std::size_t> modes;    ///< "grey", "colour with opacity, 16 bits", ...
  cv::Size smallest{}, median{}, largest{};    ///< upright, by their areas
  std::size_t turned = 0;    ///< stored lying or mirrored, as EXIF's or TIFF's tag says
  std::size_t enlarged = 0;  ///< smaller than the size in a direction
  std::size_t fitted = 0;    ///< of other proportions than the size
  double by = 0;  ///< on average over those, by the policy. crop: the part of its area that a
                  ///< picture loses; pad: the part of the image that is fill; stretch: how many
                  ///< times longer one side becomes than it was beside the other
};

namespace detail {

inline const char* name_of(PictureFormat format) {
  constexpr const char* names[] = {"JPEG", "PNG", "BMP", "WebP", "TIFF"};
  return names[static_cast<int>(format)];
}

/// The number of channels in the first frame of a JPEG file that jpeg_header could read.
inline std::uint32_t jpeg_channels(ByteView file) {
  for (std::size_t at = next_jpeg_marker(file, 2);; at = next_jpeg_marker(file, at)) {
    const std::uint32_t marker = file.u8(at);
    if (marker == 0xD9) return 3;
    if (marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC)
      return file.u8(at + 8);
    at += 1 + std::size_t{file.big(at + 1, 2)};
  }
}

/// Grey or colour, with opacity or without, as a file is stored.
inline std::string colours_of(ByteView file, const PictureHeader& header) {
  const auto kind = [](bool grey, bool opacity) {
    return std::string(grey ? "grey" : "colour") + (opacity ? " with opacity" : "");
  };
  switch (header.format) {
    case PictureFormat::jpeg: {
      const std::uint32_t channels = jpeg_channels(file);
      return channels == 4 ? "CMYK" : kind(channels == 1, false);
    }
    case PictureFormat::png: {
      const std::uint32_t type = file.u8(25);
      bool opacity = type == 4 || type == 6;
      for_each_png_chunk(file, [&](ByteView chunk, ByteView, ByteView) {
        opacity = opacity || chunk.has(0, "tRNS");
      });
      return kind(type == 0 || type == 4, opacity);
    }
    case PictureFormat::webp:
      return kind(false, file.has(12, "VP8X")   ? (file.u8(20) & 0x10) != 0
                         : file.has(12, "VP8L") ? (file.little(21, 4) >> 28 & 1) != 0
                                                : false);
    case PictureFormat::tiff: {
      const TiffDirectory tags(file);
      const std::uint32_t colours = tags.find(262).value_or(1),
                          channels = tags.find(277).value_or(1);
      const bool grey = colours <= 1;
      return colours == 5 ? "CMYK" : kind(grey, channels > (grey ? 1u : 3u));
    }
    case PictureFormat::bmp:
      break;
  }
  return kind(false, !header.opaque);
}

/// What a survey wants to know of one file.
struct PictureFacts {
  bool read = false;
  std::string format, mode;
  cv::Size size{};  ///< upright
  bool turned = false;
};

inline PictureFacts picture_facts(const std::filesystem::path& path) {
  const std::vector<std::byte> file = picture_bytes(path);
  const PictureHeader header = probe(file);
  PictureFacts facts{true, name_of(header.format), colours_of(ByteView(file), header), {}, {}};
  if (header.sample_bytes == 2) facts.mode += ", 16 bits";
  facts.size = {static_cast<int>(header.width), static_cast<int>(header.height)};
  // OpenCV turns a TIFF by itself, and the header speaks of what is left to do.
  const int orientation =
      header.format == PictureFormat::tiff ? exif_orientation(ByteView(file)) : header.orientation;
  if (orientation >= 5) std::swap(facts.size.width, facts.size.height);
  facts.turned = orientation != 1;
  return facts;
}

inline double area(cv::Size size) { return static_cast<double>(size.width) * size.height; }

/// Adds what scale_picture does to a picture to `fitted`, to the sum `by` and to `enlarged`.
inline void add_fit(PictureSurvey& survey, cv::Size from, cv::Size to, Fit fit) {
  const double wider = static_cast<double>(from.width) * to.height / from.height / to.width;
  cv::Size used = from, filled = to;  // the part of the picture, and the part of the image
  if (fit == Fit::crop) {
    used.width = in_proportion(from.height, to.width, to.height, from.width);
    used.height = in_proportion(from.width, to.height, to.width, from.height);
    survey.by += 1 - area(used) / area(from);
  } else if (fit == Fit::pad) {
    filled.width = in_proportion(to.height, from.width, from.height, to.width);
    filled.height = in_proportion(to.width, from.height, from.width, to.height);
    survey.by += 1 - area(filled) / area(to);
  } else if (wider != 1) {
    survey.by += std::max(wider, 1 / wider);
  }
  survey.fitted += used != from || filled != to || (fit == Fit::stretch && wider != 1);
  survey.enlarged += used.width < filled.width || used.height < filled.height;
}

}  // namespace detail

/// Looks at files below `folder` that are to become images of `size`. One that cannot be read is
/// left out without a word: image_folder has the words. threads: 0 for one per core.
inline PictureSurvey survey_pictures(const std::filesystem::path& folder,
                                     const std::vector<std::string>& files, cv::Size size, Fit fit,
                                     int threads = 0) {
  std::vector<detail::PictureFacts> all(files.size());
  const int cores = std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
  detail::for_each_free_thread(files.size(), threads > 0 ? threads : cores, [&](std::size_t i) {
    try {
      all[i] = detail::picture_facts(folder / files[i]);
    } catch (const Error&) {
    }
  });
  PictureSurvey survey;
  std::vector<cv::Size> sizes;
  for (const detail::PictureFacts& facts : all) {
    if (!facts.read) continue;
    ++survey.files;
    ++survey.formats[facts.format];
    ++survey.modes[facts.mode];
    survey.turned += facts.turned;
    sizes.push_back(facts.size);
    detail::add_fit(survey, facts.size, size, fit);
  }
  if (sizes.empty()) return survey;
  if (survey.fitted > 0) survey.by /= static_cast<double>(survey.fitted);
  std::stable_sort(sizes.begin(), sizes.end(),
                   [](cv::Size a, cv::Size b) { return detail::area(a) < detail::area(b); });
  survey.smallest = sizes.front();
  survey.median = sizes[sizes.size() / 2];
  survey.largest = sizes.back();
  return survey;
}

}  // namespace augury
