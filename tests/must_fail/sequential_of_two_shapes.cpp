// SPDX-License-Identifier: MIT
// A Shape between layers, and a network with a Shape of its own inside of another; and no layer.
// errors: 3
// expect: Sequential: the Shape of the input stands first and nowhere else, so leave it out
// expect: At<1>
// expect: Of<augury::Shape<4>
// expect: Of<augury::Sequential<augury::Shape<4>
// expect: Sequential: at least one layer must follow the Shape
#include "train_with.hpp"
using namespace augury;

int main() {
  pass_through<Sequential<Shape<8>, Dense<4>, Shape<4>, Dense<1>>>();
  pass_through<Sequential<Shape<8>, Dense<4>, Sequential<Shape<4>, Tanh>, Dense<1>>>();
  return Sequential<Shape<8>>::Output::size;
}
