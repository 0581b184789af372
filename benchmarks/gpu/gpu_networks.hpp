// SPDX-License-Identifier: MIT
// The reference steps at the batches of a GPU: A to D as on the CPU, E with banks of filters, and L, which
// is larger (benchmarks/README.md; the same numbers are in gpu_reference.py).
#pragma once
#include "../reference_networks.hpp"

namespace gpu_reference {
using namespace augury;

struct A : reference::A {
  static constexpr int batch = 128;
};
struct B : reference::B {
  static constexpr int batch = 256;
};
struct C : reference::C {
  static constexpr int batch = 128;
};
struct D : reference::D {
  static constexpr int batch = 256;
};

/// E: as B, with a bank of filters drawn for each image in the upper half of the generator.
struct E : B {
  using Generator = Sequential<Shape<128>, Dense<4 * 4 * 256>, Reshape<4, 4, 256>, BatchNorm, Relu,
                               Deconv<128>, BatchNorm, Relu, StochasticDeconv<16, 64>, BatchNorm,
                               Relu, StochasticDeconv<16, 3>, Tanh>;
};

/// L: DCGAN, 128 x 128 x 3.
struct L {
  using Generator =
      Sequential<Shape<128>, Dense<4 * 4 * 512>, Reshape<4, 4, 512>, BatchNorm, Relu, Deconv<512>,
                 BatchNorm, Relu, Deconv<256>, BatchNorm, Relu, Deconv<128>, BatchNorm, Relu,
                 Deconv<64>, BatchNorm, Relu, Deconv<3>, Tanh>;
  using Discriminator = Sequential<Generator::Output, Conv<64>, LeakyRelu, Conv<128>, BatchNorm,
                                   LeakyRelu, Conv<256>, BatchNorm, LeakyRelu, Conv<512>, BatchNorm,
                                   LeakyRelu, Conv<512>, BatchNorm, LeakyRelu, Dense<1>>;
  using Objective_ = Objective<NonSaturating>;
  static constexpr int batch = 64;
};

}  // namespace gpu_reference
