// SPDX-License-Identifier: MIT
// Maps whose code is looked at (CMakeLists.txt): they must read and write packets by one access each.
#include "augury/cuda.cuh"

namespace {
using namespace augury;
using Images = View<Shape<8, 8, 64>, float>;
using Channels = View<Shape<64>, float>;
}  // namespace

void normalise(Context<Cuda>& ctx, Dual<Images> y, Dual<Images> x, Dual<Channels> one) {
  const auto c = per_channel(one);
  map(ctx, set, op::Normalise{}, y, x, c, c, c, c);
}
