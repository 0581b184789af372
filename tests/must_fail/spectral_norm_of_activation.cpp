// SPDX-License-Identifier: MIT
// An activation has no weight to normalise; nor has WeightNorm one there.
// errors: 2
// expect: Sequential: this layer cannot take the shape that the layers before it produce
// expect: At<1>
// expect: SpectralNorm<augury::LeakyRelu
// expect: WeightNorm<augury::LeakyRelu
#include "augury/layer/activation.hpp"
#include "augury/layer/dense.hpp"
#include "augury/layer/spectral_norm.hpp"
#include "augury/layer/weight_norm.hpp"
#include "augury/network/sequential.hpp"
using namespace augury;

using Spectral = Sequential<Shape<8>, Dense<16>, SpectralNorm<LeakyRelu>>;
using Weight = Sequential<Shape<8>, Dense<16>, WeightNorm<LeakyRelu>>;

int main() { return Spectral::Output::size + Weight::Output::size; }
