// SPDX-License-Identifier: MIT
// A penalty that does not say at which images it looks.
// errors: 1
// expect: Objective: after the loss come gradient penalties, which say where they look
#include "augury/objective/objective.hpp"
using namespace augury;

struct Lost {
  float value(float norm) const { return norm; }
  float direction(float) const { return 1; }
};

int main() { return Objective(Hinge{}, R1{}, Lost{}).every; }
