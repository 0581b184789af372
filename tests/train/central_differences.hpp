// SPDX-License-Identifier: MIT
// Gradients of a whole loss against central differences, for networks in double.
#pragma once
#include <algorithm>
#include <cmath>
#include <cstddef>

#include "augury/network/layout.hpp"
#include "catch.hpp"

/// The worst difference to central differences of a loss by the parameters of a model that are
/// trained, relative to the largest gradient.
template <class M, class Gradients, class Loss>
double worst_error(M& model, const Gradients& gradients, Loss loss) {
  double most = 0, worst = 0;
  for (std::size_t i = 0; i < model.size(); ++i)
    most = std::max(most, std::abs(double(gradients.data()[i])));
  REQUIRE(most > 1e-3);
  const double h = 1e-7;
  for (const augury::Parameter& p : model.layout()) {
    if (!p.trained) continue;
    for (std::size_t i = p.offset; i < p.offset + p.total(); ++i) {
      double& w = model.values().data()[i];
      const double old = w;
      w = old + h;
      const double up = loss();
      w = old - h;
      const double down = loss();
      w = old;
      worst = std::max(worst, std::abs((up - down) / (2 * h) - double(gradients.data()[i])) / most);
    }
  }
  return worst;
}
