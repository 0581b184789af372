// SPDX-License-Identifier: MIT
// A Gan whose checkpoints, optimizers included, are small enough to be taken apart byte by byte.
#pragma once
#include <string>
#include <vector>

#include "augury/augury.hpp"

namespace fuzz {

using Generator = augury::Sequential<augury::Shape<1>, augury::JoinLabel<1>, augury::Dense<1>,
                                     augury::Reshape<1, 1, 1>, augury::Tanh>;
using Discriminator = augury::Sequential<Generator::Output, augury::Projection>;
using TinyGan = augury::Gan<Generator, Discriminator>;
using TinyStep = augury::Step<TinyGan, augury::Objective<augury::NonSaturating>, augury::Sgd>;

/// For the two classes that the seeds are trained on.
inline TinyGan tiny_gan() {
  TinyGan gan{{.seed = 1, .threads = 1}};
  gan.prepare({"zero", "one"});
  return gan;
}
inline TinyStep tiny_step(TinyGan& gan) { return {gan, {.batch = 1}, {}, {}, {}}; }

}  // namespace fuzz
