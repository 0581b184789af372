// SPDX-License-Identifier: MIT
// Bare pixels are no data set: they have no labels.
// errors: 1
// expect: train: the second argument is a data set
// expect: Of<std::vector<float
#include "train_gan.hpp"
using namespace augury;

using Generator = Sequential<Shape<8>, Dense<4 * 4 * 4>, Reshape<4, 4, 4>, Deconv<3>, Tanh>;
using Discriminator = Sequential<Generator::Output, Conv<8>, LeakyRelu, Dense<1>>;

int main() {
  const std::vector<float> photos(192);
  Gan<Generator, Discriminator> gan;
  train(gan, photos, {.steps = 10});
  train(gan, photos, {.steps = 10}, Objective(Hinge{}));
}
