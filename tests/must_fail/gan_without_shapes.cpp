// SPDX-License-Identifier: MIT
// Neither network says what goes in.
// errors: 2
// expect: a network must be a Sequential that begins with the Shape of its input, as
// expect: Of<augury::Sequential<augury::Dense<64>
// expect: Of<augury::Sequential<augury::Conv<8
#include "train_gan.hpp"
using namespace augury;

using Generator = Sequential<Dense<4 * 4 * 4>, Reshape<4, 4, 4>, Deconv<3>, Tanh>;
using Discriminator = Sequential<Conv<8>, LeakyRelu, Dense<1>>;

int main() { train_gan<Generator, Discriminator>(); }
