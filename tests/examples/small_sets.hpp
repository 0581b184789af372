// SPDX-License-Identifier: MIT
// Sets of images for the programs, small enough to train on in a test.
#pragma once
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "augury/io/file.hpp"
#include "augury/io/image.hpp"

namespace small_sets {

/// Pictures of two classes: dark ones and bright ones, wider than high.
inline void write_pictures(const std::filesystem::path& folder, int count) {
  constexpr int height = 20, width = 30;
  for (const std::string name : {"dark", "bright"}) {
    std::filesystem::create_directories(folder / name);
    for (int i = 0; i < count; ++i) {
      std::vector<std::uint8_t> pixels;
      for (int at = 0; at < height * width * 3; ++at)
        pixels.push_back(
            static_cast<std::uint8_t>((name == "dark" ? 20 : 180) + (at * 7 + i * 13) % 50));
      augury::write_png(folder / name / (std::to_string(i) + ".png"), height, width, 3, pixels);
    }
  }
}

/// CIFAR-10's records: each class a colour of its own, with noise.
inline void write_cifar_batch(const std::filesystem::path& path, int count) {
  std::string bytes;
  for (int i = 0; i < count; ++i) {
    const int label = i % 10;
    bytes += static_cast<char>(label);
    for (int at = 0; at < 3 * 32 * 32; ++at)
      bytes += static_cast<char>((25 * label + 80 * (at / 1024) + (i * 31 + at * 7) % 23) % 256);
  }
  augury::write_file(path, bytes);
}
inline void write_cifar(const std::filesystem::path& folder) {
  std::filesystem::create_directories(folder);
  write_cifar_batch(folder / "data_batch_2.bin", 40);
  write_cifar_batch(folder / "test_batch.bin", 20);
}

}  // namespace small_sets
