// SPDX-License-Identifier: MIT
// The wrong layer sits in a stack inside of a network: the position is the one in its own stack.
// errors: 1
// expect: Sequential: this layer cannot take the shape that the layers before it produce
// expect: At<1>
// expect: Deconv<32
// expect: Shape<100>
#include "augury/layer/activation.hpp"
#include "augury/layer/deconv.hpp"
#include "augury/layer/dense.hpp"
#include "augury/network/sequential.hpp"
using namespace augury;

using Upper = Sequential<Dense<100>, Deconv<32>>;
using Network = Sequential<Shape<64>, Dense<50>, LeakyRelu, Upper>;

int main() { return Network::Output::size; }
