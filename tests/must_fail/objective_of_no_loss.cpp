// SPDX-License-Identifier: MIT
// What is no loss, terms before the loss, two losses, a term that is none, one that stands twice, and
// a loss alone where an objective belongs: each is one sentence, in a whole training.
// errors: 6
// expect: Objective: first comes a loss, which has discriminator(real, fake), and
// expect: Objective<augury::LeakyRelu, augury::R1
// expect: Objective<augury::R1, augury::Hinge
// expect: Objective: after the loss come gradient penalties, which say where they look
// expect: Objective<augury::Hinge, augury::Wasserstein
// expect: Objective<augury::Hinge, augury::Tanh
// expect: Objective: LeCam and AuxiliaryLoss may each stand in it once
// expect: train: the fourth argument is an Objective, as Objective(Hinge{}, R1{1})
// expect: Of<augury::Hinge
#include "train_gan.hpp"
using namespace augury;

using Generator = Sequential<Shape<8>, Dense<4 * 4 * 4>, Reshape<4, 4, 4>, Deconv<3>, Tanh>;
using Discriminator = Sequential<Generator::Output, Conv<8>, LeakyRelu, Dense<1>>;

int main() {
  const ImageSet<Generator::Output> photos(std::vector<float>(192), {0}, {"one"});
  Gan<Generator, Discriminator> gan;
  train(gan, photos, {.steps = 10}, Objective(LeakyRelu{}, R1{}));
  train(gan, photos, {.steps = 10}, Objective(R1{}, Hinge{}));
  train(gan, photos, {.steps = 10}, Objective(Hinge{}, Wasserstein{}));
  train(gan, photos, {.steps = 10}, Objective(Hinge{}, Tanh{}, R1{}));
  train(gan, photos, {.steps = 10}, Objective(Hinge{}, LeCam{}, LeCam{}));
  train(gan, photos, {.steps = 10}, Hinge{});
}
