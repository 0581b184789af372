// SPDX-License-Identifier: MIT
// Small data sets for tests, and the sentence of an error.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "augury/data/dataset.hpp"

/// What a call throws, by its sentence; "" when it throws no E.
template <class E, class Call>
std::string message_of(Call call) {
  try {
    call();
  } catch (const E& error) {
    return error.what();
  }
  return "";
}

inline bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

/// A set of 1x1 images whose pixel tells its position: i / 1000. labels: (N).
inline augury::ImageSet<augury::Shape<1, 1, 1>> numbered(std::vector<std::int32_t> labels,
                                                         std::vector<std::string> names) {
  std::vector<float> pixels;
  for (std::size_t i = 0; i < labels.size(); ++i) pixels.push_back(static_cast<float>(i) / 1000.0f);
  return {std::move(pixels), std::move(labels), std::move(names)};
}

/// The position that `numbered` wrote into a pixel.
inline std::size_t position(float pixel) {
  return static_cast<std::size_t>(pixel * 1000.0f + 0.5f);
}
