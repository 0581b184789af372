// SPDX-License-Identifier: MIT
#include "laws/expect.hpp"
using namespace augury;

TEST_CASE("Activations keep the laws") {
  laws::expect<LeakyRelu, Shape<3, 5, 7>>("LeakyRelu");
  laws::expect<LeakyRelu, Shape<19>>("LeakyRelu(0.01)", LeakyRelu{{}, 0.01f});
  laws::expect<Relu, Shape<3, 5, 1>>("Relu");
  laws::expect<Tanh, Shape<19>>("Tanh");
  laws::expect<Sigmoid, Shape<3, 5, 7>>("Sigmoid");
}
