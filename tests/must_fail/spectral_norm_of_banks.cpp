// SPDX-License-Identifier: MIT
// The first error says which wrapper to take; the second that the network does not fit.
// errors: 2
// expect: SpectralNorm: a layer of several filter banks has no one weight to normalise
// expect: WeightNorm normalises each of them
#include "augury/layer/spectral_norm.hpp"
#include "augury/layer/stochastic_deconv.hpp"
#include "augury/network/sequential.hpp"
using namespace augury;

using Network = Sequential<Shape<4, 4, 8>, SpectralNorm<StochasticDeconv<16, 3>>>;

int main() { return Network::Output::size; }
