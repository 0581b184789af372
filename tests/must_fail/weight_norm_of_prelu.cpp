// SPDX-License-Identifier: MIT
// A PRelu has slopes, but no weight and bias; nor has a residual or a batch norm.
// errors: 3
// expect: Sequential: this layer cannot take the shape that the layers before it produce
// expect: At<1>
// expect: WeightNorm<augury::PRelu
// expect: WeightNorm<augury::Residual<
// expect: SpectralNorm<augury::BatchNorm
#include "augury/layer/batch_norm.hpp"
#include "augury/layer/prelu.hpp"
#include "augury/layer/spectral_norm.hpp"
#include "augury/layer/weight_norm.hpp"
#include "augury/network/residual.hpp"
#include "train_with.hpp"
using namespace augury;

int main() {
  train_with<WeightNorm<PRelu>>();
  train_with<WeightNorm<Residual<PRelu>>>();
  train_with<SpectralNorm<BatchNorm>>();
}
