// SPDX-License-Identifier: MIT
// The binary version of CIFAR-10 (Krizhevsky 2009): records of a label and 32 x 32 x 3 bytes, the
// colours one after the other; plain or packed with gzip.
#pragma once
#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <span>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "augury/core/error.hpp"
#include "augury/core/shape.hpp"
#include "augury/data/byte_source.hpp"
#include "augury/data/bytes.hpp"
#include "augury/data/dataset.hpp"

namespace augury {

namespace detail {

using CifarImage = Shape<32, 32, 3>;
inline constexpr std::size_t cifar_record = 1 + CifarImage::size;  // a label, then R, G, B planes
inline constexpr std::size_t cifar_batch = 10'000;                 // records of a file, at most
inline constexpr int cifar_classes = 10;

/// The files of a split, in the order of their numbers. Throws Error for none.
inline std::vector<std::filesystem::path> find_cifar_batches(const std::filesystem::path& folder,
                                                             const std::string& split) {
  if (split != "train" && split != "test")
    throw UsageError("CIFAR-10 has the splits 'train' and 'test', and no '" + split + "'");
  std::error_code ignored;
  if (!std::filesystem::is_directory(folder, ignored))
    throw Error("there is no folder '" + folder.string() +
                "'; name the one that holds CIFAR-10's files data_batch_1.bin to test_batch.bin");
  const std::vector<std::string> names =
      split == "test" ? std::vector<std::string>{"test_batch"}
                      : std::vector<std::string>{"data_batch_1", "data_batch_2", "data_batch_3",
                                                 "data_batch_4", "data_batch_5"};
  std::vector<std::filesystem::path> found;
  for (const std::string& name : names)
    if (const auto file = find_plain_or_packed(folder, name + ".bin")) found.push_back(*file);
  if (!found.empty()) return found;

  const std::string wanted =
      split == "test" ? "'test_batch.bin'" : "'data_batch_1.bin' to '_5.bin'";
  std::string advice = "put it there, or name the folder that has it";
  if (std::filesystem::exists(folder / (names[0] + ".bin.xz"), ignored))
    advice = "unpack it: xz -dk *.xz";
  if (std::filesystem::exists(folder / names[0], ignored))
    advice = "what is there is CIFAR-10's Python version; fetch the binary version";
  throw Error("the folder '" + folder.string() + "' has no file " + wanted +
              " of CIFAR-10, plain or with '.gz'; " + advice);
}

/// Appends the records of one file. Throws Error, with its name, unless they are whole and right.
inline void append_cifar_batch(const std::filesystem::path& path,
                               std::vector<unsigned char>& records) {
  ByteSource source(path);
  const std::size_t before = records.size();
  // As much as a batch has, or a shorter file can hold.
  const std::uintmax_t most = std::min<std::uintmax_t>(source.most(), cifar_batch * cifar_record);
  records.resize(before + static_cast<std::size_t>(most));
  const std::size_t got = source.read(std::span(records).subspan(before));
  records.resize(before + got);
  if (got == 0) throw Error(source.name() + " is empty; fetch it again");
  if (got % cifar_record != 0)
    throw Error(source.name() + " is truncated: its " + std::to_string(got) +
                " bytes are not a multiple of the " + std::to_string(cifar_record) +
                " of an image; fetch it again");
  std::array<unsigned char, 1> extra;
  if (source.read(extra) > 0)
    throw Error(source.name() + " holds more than the " + std::to_string(cifar_batch) +
                " images of a batch of CIFAR-10; fetch it again");
  for (std::size_t i = before; i < records.size(); i += cifar_record) {
    if (records[i] < cifar_classes) continue;
    throw Error(source.name() + " is no batch of CIFAR-10: its image " +
                std::to_string((i - before) / cifar_record) + " has the label " +
                std::to_string(records[i]) + ", and labels go from 0 to 9");
  }
}

/// The ten names of batches.meta.txt, one a line, or the published ones where that is not there.
inline std::vector<std::string> cifar_class_names(const std::filesystem::path& folder) {
  const auto path = folder / "batches.meta.txt";
  std::error_code ignored;
  if (!std::filesystem::exists(path, ignored))
    return {"airplane", "automobile", "bird",  "cat",  "deer",
            "dog",      "frog",       "horse", "ship", "truck"};
  std::vector<std::string> names;
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);) {
    if (line.ends_with('\r')) line.pop_back();
    if (!line.empty()) names.push_back(line);
  }
  if (names.size() != cifar_classes)
    throw Error("'" + path.string() + "' holds " + std::to_string(names.size()) +
                " class names, and CIFAR-10 has 10; write one on each line, or remove the file");
  return names;
}

}  // namespace detail

/// Reads CIFAR-10's binary version from a folder: for "train" those of `data_batch_1.bin` to
/// `data_batch_5.bin` that are there, for "test" `test_batch.bin`; each plain or with ".gz". Images
/// keep their order, bytes 0..255 become floats in [-1, 1], and the classes are named as in
/// `batches.meta.txt`, or as published where that is missing. Throws UsageError for another split,
/// Error, in one sentence that names the file, for whatever is not as it should be.
inline ImageSet<Shape<32, 32, 3>> read_cifar10(const std::filesystem::path& folder,
                                               const std::string& split) {
  constexpr std::size_t plane = 32 * 32, channels = 3;
  std::vector<unsigned char> records;  // (N, 1 + 3 x 32 x 32)
  for (const auto& path : detail::find_cifar_batches(folder, split))
    detail::append_cifar_batch(path, records);

  const std::size_t count = records.size() / detail::cifar_record;
  std::vector<std::int32_t> labels;                             // (N)
  std::vector<float> pixels(count * detail::CifarImage::size);  // (N, H, W, C)
  auto pixel = pixels.begin();
  for (std::size_t i = 0; i < count; ++i) {
    const unsigned char* record = records.data() + i * detail::cifar_record;
    labels.push_back(record[0]);
    for (std::size_t at = 0; at < plane; ++at)
      for (std::size_t c = 0; c < channels; ++c) *pixel++ = from_byte(record[1 + c * plane + at]);
  }
  return {std::move(pixels), std::move(labels), detail::cifar_class_names(folder)};
}

}  // namespace augury
