// SPDX-License-Identifier: MIT
// What the reports of the verb doctor are put together from.
#pragma once
#include <algorithm>
#include <cstddef>
#include <cstdio>
#include <string>

#include "augury/io/json_string.hpp"

namespace program {

/// printf into a string.
template <class... Arguments>
std::string format(const char* how, Arguments... arguments) {
  const int size = std::snprintf(nullptr, 0, how, arguments...);
  std::string text(static_cast<std::size_t>(size) + 1, '\0');
  std::snprintf(text.data(), text.size(), how, arguments...);
  text.pop_back();
  return text;
}

/// A name as text that no terminal takes for a command.
inline std::string quoted(const std::string& name) { return augury::to_json_string(name); }

/// The first few of many lines.
template <class Line>
std::string first_lines(std::size_t count, Line line) {
  constexpr std::size_t most = 20;
  std::string text;
  for (std::size_t i = 0; i < std::min(count, most); ++i) text += "    " + line(i) + "\n";
  if (count > most)
    text += "    and " + std::to_string(count - most) + " more, which --json tells\n";
  return text;
}

}  // namespace program
