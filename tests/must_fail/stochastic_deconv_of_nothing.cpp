// SPDX-License-Identifier: MIT
// No banks, no filters, no kernel, no stride, negative padding: each says so, and then where it is.
// errors: 10
// expect: StochasticDeconv: at least one bank of filters
// expect: Deconv: filters, kernel and stride must be at least 1, and the padding at least 0
// expect: StochasticDeconv<0, 8
// expect: possible<0, 4, 2, -1>
// expect: possible<8, 0, 2, -1>
// expect: possible<8, 4, 0, -1>
// expect: possible<8, 4, 2, -2>
#include "augury/layer/stochastic_deconv.hpp"
#include "train_with.hpp"
using namespace augury;

int main() {
  train_with<StochasticDeconv<0, 8>>();
  train_with<StochasticDeconv<2, 0>>();
  train_with<StochasticDeconv<2, 8, 0>>();
  train_with<StochasticDeconv<2, 8, 4, 0>>();
  train_with<StochasticDeconv<2, 8, 4, 2, -2>>();
}
