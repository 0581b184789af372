// SPDX-License-Identifier: MIT
// A loss on class labels, and a discriminator that has nothing to say about them.
// errors: 1
// expect: Step: the objective has an AuxiliaryLoss, but the discriminator says nothing of classes
// expect: end it in AuxiliaryClassifier, or leave AuxiliaryLoss out
#include "augury/backend/cpu/cpu.hpp"
#include "augury/layer/activation.hpp"
#include "augury/layer/projection.hpp"
#include "augury/train/step.hpp"
using namespace augury;

using Generator = Sequential<Shape<8>, Dense<64>, Tanh>;
using Discriminator = Sequential<Generator::Output, Dense<16>, LeakyRelu, Projection>;

int main() {
  Gan<Generator, Discriminator> gan;
  Step step(gan, {}, Objective(Hinge{}, AuxiliaryLoss{}), Adam{}, Adam{});
  step.run(0, 1, [](int) { return HostBatch{}; });
}
