// SPDX-License-Identifier: MIT
// The log of a run without what depends on the clock.
#pragma once
#include <filesystem>
#include <sstream>
#include <string>
#include <vector>

#include "io/temporary_folder.hpp"

/// Line by line, up to the first key that tells the time.
inline std::vector<std::string> run_log(const std::filesystem::path& path) {
  std::vector<std::string> lines;
  std::istringstream text(text_of(path));
  for (std::string line; std::getline(text, line);)
    lines.push_back(line.substr(0, line.find(",\"images_per_second\"")));
  return lines;
}
