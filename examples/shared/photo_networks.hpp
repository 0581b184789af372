// SPDX-License-Identifier: MIT
// Networks for small photos, of 32, 64 or 128 pixels a side, and how they are trained.
#pragma once
#include <augury/toolkit.hpp>

#include "augury/augment/augment.hpp"
#include "augury/objective/objective.hpp"
#include "augury/optim/rule.hpp"
#include "augury/train/gan.hpp"
#include "augury/train/options.hpp"

namespace photo {

using namespace augury;

// Each doubling of the side halves the channels, so that all steps cost about the same. The upper
// half of a generator draws one of four filter banks for each image.
template <int Size, int Channels>
struct Stages;

template <int Channels>
struct Stages<32, Channels> {
  using Generator = Stack<Deconv<128>, LeakyRelu,              //  8x 8x128
                          StochasticDeconv<4, 64>, LeakyRelu,  // 16x16x 64
                          StochasticDeconv<4, Channels>>;      // 32x32xC
  using Discriminator = Stack<Conv<64>, LeakyRelu,             // 16x16x 64
                              Conv<128>, LeakyRelu>;           //  8x 8x128
};
template <int Channels>
struct Stages<64, Channels> {
  using Generator = Stack<Deconv<128>, LeakyRelu,              //  8x 8x128
                          Deconv<64>, LeakyRelu,               // 16x16x 64
                          StochasticDeconv<4, 32>, LeakyRelu,  // 32x32x 32
                          StochasticDeconv<4, Channels>>;      // 64x64xC
  using Discriminator = Stack<Conv<32>, LeakyRelu,             // 32x32x 32
                              Conv<64>, LeakyRelu,             // 16x16x 64
                              Conv<128>, LeakyRelu>;           //  8x 8x128
};
template <int Channels>
struct Stages<128, Channels> {
  using Generator = Stack<Deconv<128>, LeakyRelu,              //   8x  8x128
                          Deconv<64>, LeakyRelu,               //  16x 16x 64
                          Deconv<32>, LeakyRelu,               //  32x 32x 32
                          StochasticDeconv<4, 16>, LeakyRelu,  //  64x 64x 16
                          StochasticDeconv<4, Channels>>;      // 128x128xC
  using Discriminator = Stack<Conv<16>, LeakyRelu,             //  64x 64x 16
                              Conv<32>, LeakyRelu,             //  32x 32x 32
                              Conv<64>, LeakyRelu,             //  16x 16x 64
                              Conv<128>, LeakyRelu>;           //   8x  8x128
};

template <int Size, int Channels>
using Generator = Sequential<Shape<128>,  // z
                             JoinLabel<32>, Dense<4 * 4 * 256>, Reshape<4, 4, 256>, LeakyRelu,
                             typename Stages<Size, Channels>::Generator, Tanh>;

template <int Size, int Channels>
using Discriminator = Sequential<Shape<Size, Size, Channels>, Augment<Colour, Translation, Cutout>,
                                 typename Stages<Size, Channels>::Discriminator,  // 8x8x128
                                 Conv<256>, LeakyRelu,                            // 4x4x256
                                 Dense<256>, LeakyRelu,                           // 256
                                 Projection>;                                     // 1

template <int Size, int Channels, class Backend>
using Networks = Gan<Generator<Size, Channels>, Discriminator<Size, Channels>, Backend>;

inline TrainOptions training(std::uint64_t steps, int batch) {
  TrainOptions options;
  options.steps = steps;
  options.batch = batch;
  options.schedule = {.shape = Schedule::Shape::linear, .last = 0.1f};
  options.generator = options.discriminator = Adam{.learning_rate = 4e-4f};
  return options;
}

}  // namespace photo
