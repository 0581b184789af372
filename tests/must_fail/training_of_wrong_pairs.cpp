// SPDX-License-Identifier: MIT
// Networks that fit each by itself but are no Gan, and data of another size, each in one sentence.
// errors: 3
// expect: Gan: the discriminator must take the shape that the generator makes
// expect: Gan: the discriminator must end in one number, or in an AuxiliaryClassifier
// expect: train: the data set's images have another shape than those that the Gan makes
#include "train_gan.hpp"
using namespace augury;

using Generator = Sequential<Shape<8>, Dense<4 * 4 * 4>, Reshape<4, 4, 4>, Deconv<3>, Tanh>;
using Discriminator = Sequential<Generator::Output, Conv<8>, LeakyRelu, Dense<1>>;
using OfOthers = Sequential<Shape<16, 16, 3>, Conv<8>, LeakyRelu, Dense<1>>;
using OfTen = Sequential<Generator::Output, Conv<8>, LeakyRelu, Dense<10>>;

int main() {
  train_gan<Generator, OfOthers>();
  train_gan<Generator, OfTen>();
  train_gan<Generator, Discriminator, Shape<8, 8, 1>>();
}
