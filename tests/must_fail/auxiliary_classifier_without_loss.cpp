// SPDX-License-Identifier: MIT
// A discriminator that names the class, and an objective under which it never learns to.
// errors: 1
// expect: Step: the discriminator ends in an AuxiliaryClassifier, but nothing trains it
// expect: give the objective an AuxiliaryLoss, or end in Projection or Dense<1>
#include "augury/backend/cpu/cpu.hpp"
#include "augury/layer/activation.hpp"
#include "augury/layer/auxiliary_classifier.hpp"
#include "augury/train/step.hpp"
using namespace augury;

using Generator = Sequential<Shape<8>, Dense<64>, Tanh>;
using Discriminator = Sequential<Generator::Output, Dense<16>, LeakyRelu, AuxiliaryClassifier>;

int main() {
  Gan<Generator, Discriminator> gan;
  Step step(gan, {}, Objective(Hinge{}, R1{}), Adam{}, Adam{});
  step.run(0, 1, [](int) { return HostBatch{}; });
}
