// SPDX-License-Identifier: MIT
// Archives as the system's tar reads them.
#pragma once
#include <cstdio>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "augury/core/error.hpp"

/// What a shell line prints, errors too. Throws Error where its status is not 0.
inline std::string printed(const std::string& line) {
  std::FILE* pipe = ::popen((line + " 2>&1").c_str(), "r");
  if (!pipe) throw augury::Error("cannot run: " + line);
  std::string text;
  char some[4096];
  for (std::size_t n; (n = std::fread(some, 1, sizeof some, pipe)) > 0;) text.append(some, n);
  if (::pclose(pipe) != 0) throw augury::Error(line + " failed: " + text);
  return text;
}

/// The names in an archive, in their order. What tar complains of comes as names too.
inline std::vector<std::string> members_of(const std::filesystem::path& archive) {
  std::vector<std::string> names;
  std::string name;
  for (const char c : printed("tar --quoting-style=literal -tf '" + archive.string() + "'")) {
    if (c != '\n') name += c;
    else names.push_back(std::exchange(name, {}));
  }
  return names;
}

/// The bytes of one file in an archive.
inline std::string member_of(const std::filesystem::path& archive, const std::string& name) {
  return printed("tar -xOf '" + archive.string() + "' '" + name + "'");
}
