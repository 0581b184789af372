// SPDX-License-Identifier: MIT
// The images of the program cifar10, which are read for all backends by one compiler.
#include "recipe.hpp"

#include "augury/data/cifar.hpp"

Cifar::Set Cifar::images(const program::DataPlan& plan) {
  return augury::read_cifar10(plan.data, "train");
}
Cifar::Set Cifar::test_set(const program::DataPlan& plan) {
  return augury::read_cifar10(plan.data, "test");
}
