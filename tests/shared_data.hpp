// SPDX-License-Identifier: MIT
// Where the real data sets are, for the tests that need one.
#pragma once
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <optional>
#include <string>

/// The folder of a real data set, say shared_data("mnist"). Without it the line printed here makes
/// CTest count the test as skipped, in plain sight; the test then returns:
///   const auto mnist = shared_data("mnist");
///   if (!mnist) return;
inline std::optional<std::filesystem::path> shared_data(const std::string& name) {
  const char* chosen = std::getenv("AUGURY_SHARED_DATA");
  const std::filesystem::path folder = chosen ? chosen : AUGURY_SHARED_DATA;
  if (std::filesystem::is_directory(folder / name)) return folder / name;
  std::cout << "skipped: no folder " << folder / name
            << "; set AUGURY_SHARED_DATA to the folder that holds '" << name << "'\n";
  return std::nullopt;
}
