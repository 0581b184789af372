// SPDX-License-Identifier: MIT
// The images of the program mnist, which are read for all backends by one compiler: to the last bit
// they are the same.
#include "recipe.hpp"

#include "augury/data/glyphs.hpp"
#include "augury/data/idx.hpp"

Mnist::Set Mnist::images(const program::DataPlan& plan) {
  if (Source::drawn(plan.data))
    return augury::glyphs(plan.limit > 0 ? static_cast<int>(plan.limit) : 1200, plan.seed);
  return augury::read_idx<Sample>(plan.data, "train");
}
Mnist::Set Mnist::draw_others(const program::DataPlan& plan, int count) {
  return augury::glyphs(count, ~(plan.seed + 1));
}
Mnist::Set Mnist::test_set(const program::DataPlan& plan) {
  if (Source::drawn(plan.data)) return augury::glyphs(10'000, ~plan.seed);
  return augury::read_idx<Sample>(plan.data, "t10k");
}
