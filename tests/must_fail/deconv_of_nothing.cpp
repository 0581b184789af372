// SPDX-License-Identifier: MIT
// No filters, no kernel, no stride, negative padding: each says so, and then where it is.
// errors: 8
// expect: Deconv: filters, kernel and stride must be at least 1, and the padding at least 0
// expect: possible<0, 4, 2, -1>
// expect: possible<8, 0, 2, -1>
// expect: possible<8, 4, 0, -1>
// expect: possible<8, 4, 2, -2>
#include "augury/layer/deconv.hpp"
#include "train_with.hpp"
using namespace augury;

int main() {
  train_with<Deconv<0>>();
  train_with<Deconv<8, 0>>();
  train_with<Deconv<8, 4, 0>>();
  train_with<Deconv<8, 4, 2, -2>>();
}
