// SPDX-License-Identifier: MIT
// The networks of the program mnist, and how they are trained.
#pragma once
#include <augury/augury.hpp>

#include "augury/objective/objective.hpp"
#include "augury/optim/rule.hpp"
#include "augury/train/gan.hpp"
#include "augury/train/options.hpp"

using Generator =
    augury::Sequential<augury::Shape<64>,  // z
                       augury::JoinLabel<32>, augury::Dense<7 * 7 * 128>,
                       augury::Reshape<7, 7, 128>, augury::LeakyRelu,
                       augury::StochasticDeconv<8, 64>, augury::LeakyRelu,  // 14x14x64
                       augury::StochasticDeconv<8, 1>, augury::Tanh>;       // 28x28x1

using Discriminator =
    augury::Sequential<Generator::Output, augury::Conv<64>, augury::LeakyRelu,  // 14x14x64
                       augury::Conv<128>, augury::LeakyRelu,                    // 7x7x128
                       augury::Projection>;                                     // 1

using Digits = augury::Gan<Generator, Discriminator>;

/// Relativistic pairing, and penalties on the discriminator's gradient at real and at made images.
inline auto objective() {
  using namespace augury;
  return Objective<RelativisticPairing, R1, R2>{RelativisticPairing{}, R1{0.2f}, R2{{0.2f}}};
}

/// What the command line does not say.
inline augury::TrainOptions default_options() {
  augury::TrainOptions options;
  options.steps = 20'000;
  options.batch = 64;
  options.generator = options.discriminator = augury::Adam{.learning_rate = 4e-4f};
  return options;
}
