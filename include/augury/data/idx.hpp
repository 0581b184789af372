// SPDX-License-Identifier: MIT
// The idx files of MNIST (LeCun, Cortes, Burges) and of the many sets in its format: a magic
// number, the extents, all big-endian, then one byte per value; plain or packed with gzip.
#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <new>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "augury/core/error.hpp"
#include "augury/core/shape.hpp"
#include "augury/data/byte_source.hpp"
#include "augury/data/bytes.hpp"
#include "augury/data/dataset.hpp"
#include "augury/data/label_map.hpp"

namespace augury {

namespace detail {

/// One idx file of unsigned bytes in Rank dimensions, read front to back. Nothing is taken from
/// its header on trust: what it promises must be possible before anything is done with it.
template <std::size_t Rank>
class IdxFile {
 public:
  explicit IdxFile(const std::filesystem::path& path) : source_(path) {
    constexpr std::uint32_t magic = 0x0800 + Rank;  // 0x08: unsigned bytes
    const std::uint32_t found = word();
    if (found != magic)
      throw Error(name() + " is not the idx file it should be: it begins with the number " +
                  std::to_string(found) + " instead of " + std::to_string(magic));
    for (std::uint32_t& extent : extents_) extent = word();
    check_promise();
  }

  const std::string& name() const { return source_.name(); }

  /// The extents, slowest first; their product is the number of bytes.
  const std::array<std::uint32_t, Rank>& extents() const { return extents_; }

  /// The next bytes. Throws Error if they are not there.
  void read(std::span<unsigned char> out) {
    if (source_.read(out) != out.size()) throw truncated();
  }

  /// Throws Error if there are bytes left.
  void check_end() {
    std::array<unsigned char, 1> extra;
    if (source_.read(extra) > 0)
      throw Error(name() + " goes on after the " + promise() +
                  " bytes of data that its header promises; fetch it again");
  }

 private:
  std::uint32_t word() {
    std::array<unsigned char, 4> bytes;
    if (source_.read(bytes) != bytes.size())
      throw Error(name() + " is truncated: it ends within its header; fetch it again");
    return std::uint32_t{bytes[0]} << 24 | std::uint32_t{bytes[1]} << 16 |
           std::uint32_t{bytes[2]} << 8 | std::uint32_t{bytes[3]};
  }

  // Division instead of a product, which three extents of 32 bits could overflow.
  void check_promise() const {
    std::uintmax_t room = source_.most();
    for (std::uint32_t extent : extents_) {
      if (extent == 0)
        throw Error(name() + " is empty: its header promises " + promise() + " values");
      room /= extent;
    }
    if (room == 0) throw truncated();
  }

  Error truncated() const {
    return Error(name() + " is truncated: its header promises " + promise() +
                 " bytes of data, and the file is too short for them; fetch it again");
  }

  /// "60000x28x28"
  std::string promise() const {
    std::string text;
    for (std::uint32_t extent : extents_)
      text += (text.empty() ? "" : "x") + std::to_string(extent);
    return text;
  }

  ByteSource source_;
  std::array<std::uint32_t, Rank> extents_{};
};

/// The file of that name in the folder, or else the one with ".gz" added. Throws Error for neither.
inline std::filesystem::path find_idx(const std::filesystem::path& folder,
                                      const std::string& name) {
  if (const auto file = find_plain_or_packed(folder, name)) return *file;
  throw Error("the folder '" + folder.string() + "' has neither a file '" + name + "' nor '" +
              name + ".gz'; put the idx files there or name the folder that has them");
}

}  // namespace detail

/// Reads `<split>-images-idx3-ubyte` and `<split>-labels-idx1-ubyte`, plain or with ".gz", from a
/// folder; MNIST's splits are "train" and "t10k". Bytes 0..255 become floats in [-1, 1]. Labels
/// are mapped to 0..n-1 in ascending order, and a class is named by the number it has in the file;
/// splits that do not hold the same classes have to be compared by name. Throws Error, in one
/// sentence that names the file, for whatever is not as it should be.
template <class S>
ImageSet<S> read_idx(const std::filesystem::path& folder, const std::string& split) try {
  static_assert(is_image<S> && S::channels == 1, "read_idx: idx images are Shape<H, W, 1>");
  detail::IdxFile<1> label_file(detail::find_idx(folder, split + "-labels-idx1-ubyte"));
  detail::IdxFile<3> image_file(detail::find_idx(folder, split + "-images-idx3-ubyte"));
  const auto [count, height, width] = image_file.extents();
  if (height != Image<S>::height || width != Image<S>::width)
    throw Error(image_file.name() + " holds images of " + std::to_string(height) + "x" +
                std::to_string(width) + " pixels, but this program is made for " + S::name());
  if (count != label_file.extents()[0])
    throw Error(image_file.name() + " holds " + std::to_string(count) + " images, but " +
                label_file.name() + " holds " + std::to_string(label_file.extents()[0]) +
                " labels");

  std::vector<unsigned char> numbers(count);  // (N)
  label_file.read(numbers);
  label_file.check_end();
  MappedLabels mapped = map_labels(numbers);

  std::vector<float> pixels;  // (N, H, W, 1)
  pixels.reserve(std::size_t{count} * S::size);
  std::array<unsigned char, S::size> image;
  for (std::uint32_t i = 0; i < count; ++i) {
    image_file.read(image);
    append_numbers(pixels, image);
  }
  image_file.check_end();
  return {std::move(pixels), std::move(mapped.labels), std::move(mapped.class_names)};
} catch (const std::bad_alloc&) {
  throw Error("there is no memory for the images of the split '" + split + "' in '" +
              folder.string() + "'; take a smaller set, or a larger machine");
}

}  // namespace augury
