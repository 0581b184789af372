// SPDX-License-Identifier: MIT
// A gate that lets two of three images pass, for tests of what becomes of the third.
#pragma once
#include <utility>
#include <vector>

#include "augury/evaluate/near_copy.hpp"

/// Each third image gets `rejected`, the others `kept`.
inline auto reject_every_third(augury::Passage kept, augury::Passage rejected) {
  return [=, seen = 0](const auto& images) mutable {
    std::vector<augury::Passage> passages(images.size());
    for (augury::Passage& passage : passages) passage = ++seen % 3 != 0 ? kept : rejected;
    return passages;
  };
}
