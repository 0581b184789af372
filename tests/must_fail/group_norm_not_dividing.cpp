// SPDX-License-Identifier: MIT
// 8 channels do not divide into 3 groups.
// errors: 1
// expect: Sequential: this layer cannot take the shape that the layers before it produce
// expect: At<1>
// expect: GroupNorm<3>
// expect: Shape<16, 16, 8>
#include "augury/layer/conv.hpp"
#include "augury/layer/group_norm.hpp"
#include "augury/network/sequential.hpp"
using namespace augury;

using Network = Sequential<Shape<32, 32, 3>, Conv<8>, GroupNorm<3>, Conv<16>>;

int main() { return Network::Output::size; }
