// SPDX-License-Identifier: MIT
// The same inside of other layers, which add no errors of their own.
// errors: 8
// expect: Conv: filters, kernel and stride must be at least 1, and the padding at least 0
// expect: Conv<8, 4, 0
// expect: Conv<0
// expect: Conv<8, 0
// expect: Dense: the number of units must be at least 1
#include "augury/layer/conv.hpp"
#include "augury/layer/spectral_norm.hpp"
#include "augury/layer/weight_norm.hpp"
#include "augury/network/residual.hpp"
#include "train_with.hpp"
using namespace augury;

int main() {
  train_with<WeightNorm<Conv<8, 4, 0>>>();
  train_with<SpectralNorm<Conv<0>>>();
  train_with<Residual<Conv<8, 0>>>();
  train_with<Sequential<Tanh, Dense<0>>>();
}
