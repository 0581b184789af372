// SPDX-License-Identifier: MIT
// A discriminator that ends in ten numbers, as a classifier would.
// errors: 1
// expect: Gan: the discriminator must end in one number
#include "augury/backend/cpu/cpu.hpp"
#include "augury/layer/activation.hpp"
#include "augury/layer/dense.hpp"
#include "augury/train/gan.hpp"
using namespace augury;

using Generator = Sequential<Shape<8>, Dense<64>, Tanh>;
using Discriminator = Sequential<Generator::Output, Dense<16>, LeakyRelu, Dense<10>>;

int main() { Gan<Generator, Discriminator> gan; }
