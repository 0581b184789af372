// SPDX-License-Identifier: MIT
// A channel of a vector is one number, and one number has no deviation.
// errors: 1
// expect: Sequential: this layer cannot take the shape that the layers before it produce
// expect: At<1>
// expect: InstanceNorm
// expect: Shape<16>
#include "augury/layer/dense.hpp"
#include "augury/layer/instance_norm.hpp"
#include "augury/network/sequential.hpp"
using namespace augury;

using Network = Sequential<Shape<8>, Dense<16>, InstanceNorm, Dense<1>>;

int main() { return Network::Output::size; }
