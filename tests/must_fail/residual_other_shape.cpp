// SPDX-License-Identifier: MIT
// The layers inside of a residual give another shape than they take: there is nothing to add to.
// errors: 1
// expect: Sequential: this layer cannot take the shape that the layers before it produce
// expect: At<1>
// expect: Residual<
// expect: Shape<100>
#include "augury/layer/activation.hpp"
#include "augury/layer/dense.hpp"
#include "augury/network/residual.hpp"
using namespace augury;

using Network = Sequential<Shape<64>, Dense<100>, Residual<Dense<50>, LeakyRelu>, Dense<1>>;

int main() { return Network::Output::size; }
