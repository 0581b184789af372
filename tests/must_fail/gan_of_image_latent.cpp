// SPDX-License-Identifier: MIT
// The networks were told in the wrong order: what should make images begins with one.
// errors: 1
// expect: Gan: the generator must begin with a latent vector
// expect: Got<augury::Shape<8, 8, 3>
#include "train_gan.hpp"
using namespace augury;

using Generator = Sequential<Shape<8>, Dense<4 * 4 * 4>, Reshape<4, 4, 4>, Deconv<3>, Tanh>;
using Discriminator = Sequential<Generator::Output, Conv<8>, LeakyRelu, Dense<1>>;

int main() { train_gan<Discriminator, Generator>(); }
