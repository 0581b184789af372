// SPDX-License-Identifier: MIT
// The program mnist for tests, and idx files for it.
#pragma once
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "examples/program.hpp"

namespace fs = std::filesystem;

inline const Program mnist("mnist");
inline Result shell(const TemporaryFolder& folder, const std::string& line) {
  return mnist.shell(folder, line);
}
inline bool built() { return mnist.built(); }

/// An idx file with bytes that differ; extents without the count.
inline void write_idx(const fs::path& path, std::uint32_t count,
                      const std::vector<std::uint32_t>& extents, int modulo) {
  std::string bytes{'\0', '\0', '\x08', static_cast<char>(1 + extents.size())};
  const auto word = [&](std::uint32_t n) {
    for (int shift = 24; shift >= 0; shift -= 8) bytes += static_cast<char>(n >> shift & 0xFF);
  };
  word(count);
  std::uint32_t size = count;
  for (const std::uint32_t extent : extents) word(extent), size *= extent;
  for (std::uint32_t i = 0; i < size; ++i)
    bytes += static_cast<char>(static_cast<int>(i * 7 % 251) % modulo);
  augury::write_file(path, bytes);
}
inline void write_digits(const fs::path& folder, std::uint32_t count = 40, int brightest = 256) {
  fs::create_directories(folder);
  for (const std::string split : {"train", "t10k"}) {
    write_idx(folder / (split + "-images-idx3-ubyte"), count, {28, 28}, brightest);
    write_idx(folder / (split + "-labels-idx1-ubyte"), count, {}, 10);
  }
}

inline const std::string quick = " --batch 8 --limit 20 --threads 2 --quiet ";
