// SPDX-License-Identifier: MIT
// Class numbers as they stand in a file or an array, as the labels 0..n-1 of a data set.
#pragma once
#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

namespace augury {

struct MappedLabels {
  std::vector<std::int32_t> labels;      ///< (N), each in [0, class_names.size())
  std::vector<std::string> class_names;  ///< the numbers as text
};

/// Maps whole numbers to 0..n-1 by ascending value. A class is named by the number that it had.
template <class Number>
MappedLabels map_labels(const std::vector<Number>& numbers) {
  std::vector<Number> classes = numbers;
  std::ranges::sort(classes);
  classes.erase(std::unique(classes.begin(), classes.end()), classes.end());
  MappedLabels mapped;
  for (const Number number : classes) mapped.class_names.push_back(std::to_string(number));
  for (const Number number : numbers)
    mapped.labels.push_back(
        static_cast<std::int32_t>(std::ranges::lower_bound(classes, number) - classes.begin()));
  return mapped;
}

}  // namespace augury
