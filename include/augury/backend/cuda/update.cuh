// SPDX-License-Identifier: MIT
// An optimizer's step on CUDA: which banks were used, and which step it is for each, is found out
// where the routes lie.
#pragma once
#include <utility>

#include "augury/backend/cuda/context.cuh"
#include "augury/kernel/update.hpp"

namespace augury {
namespace cuda {

/// The function of a segment's step, or none.
template <class Rule>
struct SegmentStep {
  decltype(std::declval<const Rule&>().at(1, 1.0f)) step;
  bool taken;
};

/// A block a piece of a segment.
template <class Rule, class T>
struct UpdateSegments {
  static constexpr int threads = 256, each = 4, piece = threads * each;
  struct Shared {};
  const Segment* segments;
  const SegmentStep<Rule>* steps;
  Stepped<T> arrays;

  AUGURY_HD void operator()(Block<threads> block, Shared&) const {
    const Segment segment = segments[block.y];
    const std::size_t begin = static_cast<std::size_t>(block.x) * piece;
    if (begin >= segment.size || !steps[block.y].taken) return;  // all of the block at once
    const auto step = steps[block.y].step;
    block.each([&](int t) {
      for (int j = 0; j < each; ++j) {
        const std::size_t place = begin + static_cast<std::size_t>(t + j * threads);
        if (place >= segment.size) return;
        const std::size_t i = segment.offset + place;
        step(arrays.w[i], arrays.g[i], arrays.m[i], arrays.v[i]);
      }
    });
  }
};

}  // namespace cuda

template <class Rule, class T>
void run(update_t, Context<Cuda>& ctx, Rule rule, float factor, Segments segments,
         RoutesUsed routes, Stepped<T> arrays) {
  using Update = cuda::UpdateSegments<Rule, T>;
  const auto memory =
      ctx.template borrow<cuda::SegmentStep<Rule>>(static_cast<std::size_t>(segments.count));
  auto* steps = memory.data();
  const cuda::Clock* clock = ctx.clock();
  ctx.for_each(segments.count, [=] AUGURY_HD(std::ptrdiff_t s) {
    const bool taken = routes.reach(segments.of[s]);
    if (taken) ++segments.steps[s];
    steps[s] = {rule.at(segments.steps[s] > 0 ? segments.steps[s] : 1, factor * clock->factor),
                taken};
  });
  const auto pieces = static_cast<int>((segments.longest + Update::piece - 1) / Update::piece);
  ctx.launch(cuda::Grid{pieces, segments.count, 1}, Update{segments.of, steps, arrays});
}

}  // namespace augury
