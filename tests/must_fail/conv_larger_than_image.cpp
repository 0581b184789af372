// SPDX-License-Identifier: MIT
// A kernel of 5 without padding does not fit an image of 4: no output pixel would be left.
// errors: 1
// expect: Sequential: this layer cannot take the shape that the layers before it produce
// expect: At<1>
// expect: Conv<8, 5, 1, 0
// expect: Shape<4, 4, 16>
#include "augury/layer/conv.hpp"
#include "augury/network/sequential.hpp"
using namespace augury;

using Network = Sequential<Shape<8, 8, 3>, Conv<16>, Conv<8, 5, 1, 0>>;

int main() { return Network::Output::size; }
