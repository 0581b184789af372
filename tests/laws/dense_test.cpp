// SPDX-License-Identifier: MIT
#include "laws/expect.hpp"
using namespace augury;

TEST_CASE("Dense keeps the laws") {
  laws::expect<Dense<7>, Shape<11>>("Dense<7>");
  laws::expect<Dense<1>, Shape<3, 5, 2>>("Dense<1>");
  laws::expect<Dense<33>, Shape<1>>("Dense<33>");
}
