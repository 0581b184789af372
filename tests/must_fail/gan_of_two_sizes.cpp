// SPDX-License-Identifier: MIT
// The discriminator looks at images of another size than the generator makes.
// errors: 1
// expect: Gan: the discriminator must take the shape that the generator makes
// expect: Got<augury::Shape<8, 8, 3>
// expect: Of<augury::Shape<16, 16, 3>
#include "augury/backend/cpu/cpu.hpp"
#include "augury/layer/activation.hpp"
#include "augury/layer/conv.hpp"
#include "augury/layer/deconv.hpp"
#include "augury/layer/dense.hpp"
#include "augury/layer/reshape.hpp"
#include "augury/train/gan.hpp"
using namespace augury;

using Generator = Sequential<Shape<8>, Dense<4 * 4 * 4>, Reshape<4, 4, 4>, Deconv<3>, Tanh>;
using Discriminator = Sequential<Shape<16, 16, 3>, Conv<8>, LeakyRelu, Dense<1>>;

int main() { Gan<Generator, Discriminator> gan; }
