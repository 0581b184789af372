// SPDX-License-Identifier: MIT
// A Gan that trains in milliseconds, and data for it.
#pragma once
#include <augury/augury.hpp>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "augury/data/dataset.hpp"
#include "augury/train/gan.hpp"
#include "augury/train/options.hpp"

namespace small {

using Generator =
    augury::Sequential<augury::Shape<4>, augury::JoinLabel<3>, augury::Dense<2 * 2 * 8>,
                       augury::Reshape<2, 2, 8>, augury::LeakyRelu, augury::StochasticDeconv<3, 4>,
                       augury::LeakyRelu, augury::StochasticDeconv<5, 1>, augury::Tanh>;
using Discriminator =
    augury::Sequential<Generator::Output, augury::Conv<4>, augury::LeakyRelu, augury::Projection>;
using Gan = augury::Gan<Generator, Discriminator>;
using Data = augury::ImageSet<Generator::Output>;  // 8x8x1

/// Images of three classes, each with a bright row of its own.
inline Data data(std::size_t count, std::vector<std::string> names = {"a", "b", "c"}) {
  std::vector<float> pixels;
  std::vector<std::int32_t> labels;
  for (std::size_t i = 0; i < count; ++i) {
    const auto label = static_cast<std::int32_t>(i % names.size());
    labels.push_back(label);
    for (int p = 0; p < 64; ++p) {
      const float noise = augury::uniform({3, augury::Purpose::user}, 64 * i + std::size_t(p));
      pixels.push_back(p / 8 == 2 * label ? 1 - 0.3f * noise : -1 + 0.3f * noise);
    }
  }
  return {std::move(pixels), std::move(labels), std::move(names)};
}

/// Of a run of so many steps, 6 images each, that shows nothing on the terminal.
inline augury::TrainOptions quick(std::uint64_t steps) {
  augury::TrainOptions options;
  options.steps = steps;
  options.batch = 6;
  options.checkpoint_every = 4;
  options.quiet = true;
  return options;
}

inline std::vector<float> weights(Gan& gan) {
  const auto copy = [](const auto& buffer) {
    return std::vector<float>(buffer.data(), buffer.data() + buffer.size());
  };
  auto all = copy(gan.generator().values());
  for (const auto& more : {copy(gan.discriminator().values()), copy(gan.average())})
    all.insert(all.end(), more.begin(), more.end());
  return all;
}

}  // namespace small
