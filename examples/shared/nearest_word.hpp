// SPDX-License-Identifier: MIT
// What somebody meant who mistyped a word.
#pragma once
#include <algorithm>
#include <cstddef>
#include <numeric>
#include <string>
#include <utility>
#include <vector>

namespace program {

/// How many letters must be put in, left out or replaced to make one word of the other.
inline std::size_t edit_distance(const std::string& from, const std::string& to) {
  std::vector<std::size_t> row(to.size() + 1);  // to the beginnings of `to`
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < from.size(); ++i) {
    std::size_t diagonal = std::exchange(row[0], i + 1);
    for (std::size_t k = 0; k < to.size(); ++k) {
      const std::size_t replaced = diagonal + (from[i] != to[k]);
      diagonal = row[k + 1];
      row[k + 1] = std::min({replaced, row[k] + 1, row[k + 1] + 1});
    }
  }
  return row.back();
}

/// " (did you mean '--steps'?)", or nothing where no known word is near. head: of every word.
inline std::string did_you_mean(const std::string& word, const std::vector<std::string>& known,
                                const std::string& head = "") {
  constexpr std::size_t most = 2;  // letters that are wrong; not all may be
  const std::string* nearest = nullptr;
  std::size_t least = std::min(most, word.empty() ? 0 : word.size() - 1) + 1;
  for (const std::string& candidate : known) {
    const std::size_t distance = edit_distance(word, candidate);
    if (distance < std::min(least, candidate.size())) least = distance, nearest = &candidate;
  }
  return nearest ? " (did you mean '" + head + *nearest + "'?)" : "";
}

}  // namespace program
