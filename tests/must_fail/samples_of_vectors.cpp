// SPDX-License-Identifier: MIT
// Networks of vectors are sound, but their samples are no pictures.
// errors: 2
// expect: train: the samples of a run are PNG files, so the Gan must make images
// expect: write_dataset: images are written as PNG files, so they must have 1, 3 or 4 channels
#include "train_gan.hpp"
using namespace augury;

using Generator = Sequential<Shape<8>, Dense<16>, LeakyRelu, Dense<192>, Tanh>;
using Discriminator = Sequential<Generator::Output, Dense<16>, LeakyRelu, Dense<1>>;

int main() { train_gan<Generator, Discriminator>(); }
