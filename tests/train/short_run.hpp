// SPDX-License-Identifier: MIT
// Short runs with a log, for tests of the trainer.
#pragma once
#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <string>

#include "augury/train/trainer.hpp"
#include "io/temporary_folder.hpp"
#include "train/small_gan.hpp"

namespace short_run {

inline augury::TrainOptions quick(std::uint64_t steps) {
  augury::TrainOptions options = small::quick(steps);
  options.log_every = 2;
  return options;
}

inline std::size_t lines_of(const std::filesystem::path& path) {
  const std::string text = text_of(path);
  return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
}

}  // namespace short_run
