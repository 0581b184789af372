// SPDX-License-Identifier: MIT
// A convolution is offered a vector: the message names the position, the layer and the shape.
// errors: 1
// expect: Sequential: this layer cannot take the shape that the layers before it produce
// expect: At<2>
// expect: Conv<64
// expect: Shape<10>
#include "augury/layer/activation.hpp"
#include "augury/layer/conv.hpp"
#include "augury/layer/dense.hpp"
#include "augury/network/sequential.hpp"
using namespace augury;

using Network = Sequential<Shape<32, 32, 3>, Dense<10>, LeakyRelu, Conv<64>, LeakyRelu, Dense<1>>;

int main() { return Network::Output::size; }
