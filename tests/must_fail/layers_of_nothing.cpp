// SPDX-License-Identifier: MIT
// What other layers say of a 0 in their template arguments, each in one sentence, and where it is.
// errors: 18
// expect: Dense: the number of units must be at least 1
// expect: Upsample: the factor must be at least 1
// expect: AveragePool: kernel and stride must be at least 1
// expect: MaxPool: kernel and stride must be at least 1
// expect: GroupNorm: the number of groups must be at least 1
// expect: JoinLabel: the number of features must be at least 1
// expect: Reshape: height, width and channels must be at least 1
#include "augury/layer/average_pool.hpp"
#include "augury/layer/group_norm.hpp"
#include "augury/layer/join_label.hpp"
#include "augury/layer/max_pool.hpp"
#include "augury/layer/reshape.hpp"
#include "augury/layer/upsample.hpp"
#include "train_with.hpp"
using namespace augury;

int main() {
  train_with<Dense<0>>();
  train_with<Upsample<0>>();
  train_with<AveragePool<0>>();
  train_with<AveragePool<2, 0>>();
  train_with<MaxPool<0>>();
  train_with<MaxPool<2, 0>>();
  train_with<GroupNorm<0>>();
  train_with<JoinLabel<0>, Shape<8>>();
  train_with<Reshape<0, 4, 4>, Shape<8>>();
}
