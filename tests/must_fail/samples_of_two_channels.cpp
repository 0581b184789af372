// SPDX-License-Identifier: MIT
// Images of two channels train, but no PNG file can hold a sample of them.
// errors: 1
// expect: train: the samples of a run are PNG files, so the Gan's images must have 1, 3 or 4 channels
#include "augury/backend/cpu/cpu.hpp"
#include "augury/data/dataset.hpp"
#include "augury/layer/activation.hpp"
#include "augury/layer/dense.hpp"
#include "augury/layer/reshape.hpp"
#include "augury/train/trainer.hpp"
using namespace augury;

using Generator = Sequential<Shape<8>, Dense<4 * 4 * 2>, Reshape<4, 4, 2>, Tanh>;
using Discriminator = Sequential<Generator::Output, Dense<1>>;

int main() {
  const ImageSet<Generator::Output> photos(std::vector<float>(32), {0}, {"one"});
  Gan<Generator, Discriminator> gan;
  train(gan, photos);
}
