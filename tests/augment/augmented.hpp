// SPDX-License-Identifier: MIT
// One pass of an augmentation over a batch, for its tests.
#pragma once
#include <cmath>
#include <string>
#include <vector>

#include "laws/expect.hpp"

namespace augmented {
using namespace augury;

/// A layer on n images in training, with the key of a step.
template <class L, class In>
struct Pass : laws::Once<L, In> {
  explicit Pass(int images, L l = {}, double adapted = 1) : laws::Once<L, In>(images, l) {
    std::fill(this->values.begin(), this->values.end(), adapted);
    this->conditions.key = Key{3, Purpose::layer, 5};
  }
};

/// Images of which every number is another one, away from the fills.
template <class In>
std::vector<double> distinct(int n) {
  std::vector<double> x(static_cast<std::size_t>(n) * In::size);
  for (std::size_t i = 0; i < x.size(); ++i) x[i] = 10 + static_cast<double>(i);
  return x;
}

/// Number i of a batch, as a sub-vector.
template <class In>
std::vector<double> image(const std::vector<double>& batch, int i) {
  const auto begin = batch.begin() + std::ptrdiff_t{i} * In::size;
  return {begin, begin + In::size};
}

/// The laws in 1, 3 and 4 channels, for images that are not square, and for a signal.
template <class L>
void expect_laws(const std::string& name, L layer = {}) {
  laws::expect<L, Shape<6, 9, 1>>(name, layer);
  laws::expect<L, Shape<9, 6, 3>>(name, layer);
  laws::expect<L, Shape<7, 4, 4>>(name, layer);
  laws::expect<L, Shape<1, 11, 2>>(name, layer);
  laws::expect<L, Shape<6, 9, 3>>(name + " evaluation", layer, false);
}

}  // namespace augmented
