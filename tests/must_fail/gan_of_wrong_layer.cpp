// SPDX-License-Identifier: MIT
// One layer of the generator does not fit: nothing more is said, of the discriminator neither.
// errors: 1
// expect: Sequential: this layer cannot take the shape that the layers before it produce
// expect: At<1>
// expect: Reshape<4, 4, 4>
// expect: Shape<48>
#include "train_gan.hpp"
using namespace augury;

using Generator = Sequential<Shape<8>, Dense<4 * 4 * 3>, Reshape<4, 4, 4>, Deconv<3>, Tanh>;
using Discriminator = Sequential<Generator::Output, Conv<8>, LeakyRelu, Dense<1>>;

int main() { train_gan<Generator, Discriminator>(); }
