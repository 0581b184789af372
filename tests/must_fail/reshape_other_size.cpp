// SPDX-License-Identifier: MIT
// A vector of 100 is no image of 4 x 4 x 8.
// errors: 1
// expect: Sequential: this layer cannot take the shape that the layers before it produce
// expect: At<1>
// expect: Reshape<4, 4, 8>
// expect: Shape<100>
#include "augury/layer/dense.hpp"
#include "augury/layer/reshape.hpp"
#include "augury/network/sequential.hpp"
using namespace augury;

using Network = Sequential<Shape<64>, Dense<100>, Reshape<4, 4, 8>>;

int main() { return Network::Output::size; }
