// SPDX-License-Identifier: MIT
// expect: Shape: every extent must be at least 1
#include "augury/core/shape.hpp"

int main() { return augury::Shape<4, 0, 3>::size; }
