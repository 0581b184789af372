// SPDX-License-Identifier: MIT
// The networks of the thousand modes: DCGAN's sizes (1511.06434) without normalisation, as R3GAN
// (2501.05441) has it; two generators of one cost, and one discriminator.
#pragma once
#include <augury/toolkit.hpp>

#include "stacked_digits.hpp"

#include "augury/objective/objective.hpp"
#include "augury/train/options.hpp"

namespace stacked {

constexpr int banks = 16;

/// With both layers of the deep half.
template <class Third, class Last>
using Generator = Sequential<Shape<128>,                                         // z
                             Dense<4 * 4 * 256>, Reshape<4, 4, 256>, LeakyRelu,  //  4x 4x256
                             Deconv<128>, LeakyRelu,                             //  8x 8x128
                             Third, LeakyRelu,                                   // 16x16x 64
                             Last, Tanh>;                                        // 32x32x  3
using DeconvGenerator = Generator<Deconv<64>, Deconv<3>>;
using StochasticGenerator = Generator<StochasticDeconv<banks, 64>, StochasticDeconv<banks, 3>>;

using Discriminator = Sequential<ThreeDigits, Conv<64>, LeakyRelu,  // 16x16x 64
                                 Conv<128>, LeakyRelu,              //  8x 8x128
                                 Conv<256>, LeakyRelu,              //  4x 4x256
                                 Dense<1>>;                         // 1

/// Relativistic pairing, R1 and R2.
inline auto objective(int batch) { return default_objective<ThreeDigits>(batch); }

/// What the command line does not say: the library's own numbers, and rates that fall to a tenth.
inline TrainOptions default_options() {
  TrainOptions options;
  options.steps = 25'000;
  options.batch = 256;
  options.schedule = {.shape = Schedule::Shape::linear, .last = 0.1f};
  return options;
}

}  // namespace stacked
