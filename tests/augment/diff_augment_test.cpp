// SPDX-License-Identifier: MIT
#include "augment/augmented.hpp"
using namespace augmented;

TEST_CASE("DiffAugment keeps the laws") { expect_laws<DiffAugment>("DiffAugment"); }
