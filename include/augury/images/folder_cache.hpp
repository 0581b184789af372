// SPDX-License-Identifier: MIT
// What reading a folder gave, kept for the next time: checked, never trusted, and built anew
// without a word where anything is not as it was.
#pragma once
#include <cstddef>
#include <cstdint>
#include <exception>
#include <filesystem>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "augury/core/error.hpp"
#include "augury/data/fingerprint.hpp"
#include "augury/images/folder_listing.hpp"
#include "augury/io/safetensors.hpp"

namespace augury::detail {

/// What became of each file of a listing.
struct ReadPictures {
  std::vector<std::string> reasons;  ///< (files), "" for one that was read
  std::vector<std::uint8_t> pixels;  ///< (files, H, W, C); whatever for one that was not
};

inline std::uint64_t hash_of(std::span<const std::uint8_t> bytes,
                             const std::vector<std::string>& reasons) {
  Fnv fnv;
  for (const std::uint8_t byte : bytes) fnv.add(std::uint32_t{byte});
  for (const std::string& reason : reasons) fnv.add(std::string_view(reason));
  return fnv.hash;
}

/// The file for one data folder, one image size and one set of options. `how` says all that
/// changes an image: size, options and versions.
class FolderCache {
 public:
  /// Throws UsageError where `caches` lies within `data`, into which nothing is ever written.
  FolderCache(const std::filesystem::path& caches, const std::filesystem::path& data,
              const std::string& how, const FolderListing& listing) {
    std::error_code ignored;
    const auto inner = std::filesystem::weakly_canonical(caches, ignored);
    const auto outer = std::filesystem::canonical(data, ignored);
    const auto mismatch = std::mismatch(outer.begin(), outer.end(), inner.begin(), inner.end());
    if (mismatch.first == outer.end())
      throw UsageError("the cache '" + caches.string() + "' would lie in the data folder '" +
                       data.string() + "'; name a folder outside of it");
    Fnv name;
    name.add(std::string_view(outer.string()));
    name.add(std::string_view(how));
    path_ = caches / ("augury-images-" + hexadecimal(name.hash) + ".safetensors");
    Fnv key = name;
    for (const PictureFile& file : listing.files) {
      key.add(std::string_view(file.file));
      key.add(file.size);
      key.add(static_cast<std::uint64_t>(file.modified));
      key.add(static_cast<std::uint64_t>(file.changed));
    }
    key_ = hexadecimal(key.hash);
  }

  const std::filesystem::path& path() const { return path_; }

  /// What is kept for `files` files of `bytes` bytes each; nothing unless every byte is right.
  std::optional<ReadPictures> read(std::size_t files, std::size_t bytes) const {
    try {
      const Safetensors file = read_safetensors(path_);
      if (file.metadata.at("key") != key_) return std::nullopt;
      ReadPictures pictures{std::vector<std::string>(files),
                            file.at("pixels").values<std::uint8_t>()};
      for (std::size_t i = 0; i < files; ++i)
        if (const auto at = file.metadata.find(reason_key(i)); at != file.metadata.end())
          pictures.reasons[i] = at->second;
      if (pictures.pixels.size() != files * bytes) return std::nullopt;
      if (file.metadata.at("hash") != hexadecimal(hash_of(pictures.pixels, pictures.reasons)))
        return std::nullopt;
      return pictures;
    } catch (const std::exception&) {  // not there, not ours, damaged
      return std::nullopt;
    }
  }

  /// Whole or not at all. Throws Error where the disk fails.
  void write(const ReadPictures& pictures, std::size_t bytes) const {
    std::error_code ignored;  // write_safetensors says what is wrong
    std::filesystem::create_directories(path_.parent_path(), ignored);
    std::map<std::string, std::string> facts{{"key", key_}};
    facts["hash"] = hexadecimal(hash_of(pictures.pixels, pictures.reasons));
    for (std::size_t i = 0; i < pictures.reasons.size(); ++i)
      if (!pictures.reasons[i].empty()) facts[reason_key(i)] = pictures.reasons[i];
    const auto tensor = named_tensor<std::uint8_t>(
        "pixels",
        {static_cast<std::int64_t>(pictures.reasons.size()), static_cast<std::int64_t>(bytes)},
        pictures.pixels);
    write_safetensors(path_, std::span(&tensor, 1), facts);
  }

 private:
  static std::string reason_key(std::size_t i) { return "reason." + std::to_string(i); }

  std::filesystem::path path_;
  std::string key_;
};

}  // namespace augury::detail
