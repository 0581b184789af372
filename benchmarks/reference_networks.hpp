// SPDX-License-Identifier: MIT
// The networks of the reference steps A to D, the same in every benchmark (benchmarks/README.md).
#pragma once
#include <augury/toolkit.hpp>

namespace reference {
using namespace augury;

/// A: conditional, 28 x 28 x 1.
struct A {
  using Generator = Sequential<Shape<100>, JoinLabel<10>, Dense<7 * 7 * 128>, Reshape<7, 7, 128>,
                               BatchNorm, Relu, Deconv<64>, BatchNorm, Relu, Deconv<1>, Tanh>;
  using Discriminator = Sequential<Generator::Output, Conv<64>, LeakyRelu, Conv<128>, BatchNorm,
                                   LeakyRelu, Projection>;
  using Objective_ = Objective<NonSaturating>;
  static constexpr int batch = 128;
};

/// B: DCGAN, 32 x 32 x 3.
struct B {
  using Generator =
      Sequential<Shape<128>, Dense<4 * 4 * 256>, Reshape<4, 4, 256>, BatchNorm, Relu, Deconv<128>,
                 BatchNorm, Relu, Deconv<64>, BatchNorm, Relu, Deconv<3>, Tanh>;
  using Discriminator = Sequential<Generator::Output, Conv<64>, LeakyRelu, Conv<128>, BatchNorm,
                                   LeakyRelu, Conv<256>, BatchNorm, LeakyRelu, Dense<1>>;
  using Objective_ = Objective<NonSaturating>;
  static constexpr int batch = 64;
};

/// C: DCGAN, 64 x 64 x 3.
struct C {
  using Generator = Sequential<Shape<128>, Dense<4 * 4 * 512>, Reshape<4, 4, 512>, BatchNorm, Relu,
                               Deconv<256>, BatchNorm, Relu, Deconv<128>, BatchNorm, Relu,
                               Deconv<64>, BatchNorm, Relu, Deconv<3>, Tanh>;
  using Discriminator =
      Sequential<Generator::Output, Conv<64>, LeakyRelu, Conv<128>, BatchNorm, LeakyRelu, Conv<256>,
                 BatchNorm, LeakyRelu, Conv<512>, BatchNorm, LeakyRelu, Dense<1>>;
  using Objective_ = Objective<NonSaturating>;
  static constexpr int batch = 32;
};

/// D: as B without batch norm, relativistic pairing with R1 and R2.
struct D {
  using Generator = Sequential<Shape<128>, Dense<4 * 4 * 256>, Reshape<4, 4, 256>, Relu,
                               Deconv<128>, Relu, Deconv<64>, Relu, Deconv<3>, Tanh>;
  using Discriminator = Sequential<Generator::Output, Conv<64>, LeakyRelu, Conv<128>, LeakyRelu,
                                   Conv<256>, LeakyRelu, Dense<1>>;
  using Objective_ = Objective<RelativisticPairing, R1, R2>;
  static constexpr int batch = 64;
};

}  // namespace reference
