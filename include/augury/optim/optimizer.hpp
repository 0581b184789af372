// SPDX-License-Identifier: MIT
// Optimizer: a rule, its moments, and which parts of the flat array it steps.
#pragma once
#include <algorithm>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "augury/core/error.hpp"
#include "augury/kernel/transfer.hpp"
#include "augury/kernel/update.hpp"
#include "augury/network/model.hpp"
#include "augury/optim/rule.hpp"

namespace augury {

/// What happens to the banks that no image of a batch used. `lazy`: nothing, each bank has moments
/// and a step count of its own. `dense`: their moments decay and move the weights on, as frameworks
/// without sparse updates do; the difference is the complaint that stochastic deconvolution began
/// with, so that it can be tested. Under a rule without a first moment (RmsProp, and Adam with
/// beta1 = 0, as it has by default) `dense` moves no idle bank either: then only its second moment
/// decays, and its steps are counted.
enum class IdleBanks { lazy, dense };

template <class Rule, class T = float, class Backend = DefaultBackend>
class Optimizer {
 public:
  Optimizer(Context<Backend>& ctx, const std::vector<Parameter>& layout, std::size_t size, Rule r,
            IdleBanks idle = IdleBanks::lazy)
      : rule(r), first_(ctx, size), second_(ctx, size) {
    for (const Parameter& p : layout) {
      if (!p.trained) continue;
      if (p.banked && idle == IdleBanks::lazy)
        for (int b = 0; b < p.copies; ++b)
          segments_.push_back(
              {p.offset + static_cast<std::size_t>(b) * p.size, p.size, p.route, b});
      else if (!segments_.empty() && segments_.back().route < 0 &&
               segments_.back().offset + segments_.back().size == p.offset)
        segments_.back().size += p.total();
      else segments_.push_back({p.offset, p.total(), -1, 0});
    }
    for (const Segment& s : segments_) {
      longest_ = std::max(longest_, s.size);
      layers_ = std::max(layers_, s.route + 1);
    }
    on_backend_ = Buffer<Segment, Backend>(ctx, segments_.size());
    steps_ = Buffer<std::uint64_t, Backend>(ctx, segments_.size());
    upload(ctx, on_backend_.data(), std::span<const Segment>(segments_));
  }

  Rule rule;

  /// One step on values from gradients. `routes` are the banks that the batch used, none for
  /// networks without stochastic layers. Throws UsageError for those of fewer layers.
  void step(Context<Backend>& ctx, Buffer<T, Backend>& values, const Buffer<T, Backend>& gradients,
            float factor, const RoutesUsed& routes = {}) {
    if (layers_ > 0 && (routes.n < 1 || routes.layers < layers_))
      throw UsageError("the optimizer of a network with " + std::to_string(layers_) +
                       " stochastic layers needs the routes of all images through all of them");
    update(
        ctx, rule, factor,
        Segments{on_backend_.data(), steps_.data(), static_cast<int>(segments_.size()), longest_},
        routes, Stepped<T>{values.data(), gradients.data(), first_.data(), second_.data()});
  }

  /// Forgets everything but the rule.
  void reset(Context<Backend>& ctx) {
    for (auto* moments : {&first_, &second_})
      fill_zero(ctx, View<Shape<1>, T>{moments->data(), static_cast<int>(moments->size())});
    const std::vector<std::uint64_t> none(segments_.size());
    upload(ctx, steps_.data(), std::span<const std::uint64_t>(none));
  }

  // The whole state, for checkpoints: moments and step counts.
  Buffer<T, Backend>& first_moments() { return first_; }
  Buffer<T, Backend>& second_moments() { return second_; }
  /// Steps that each segment has done.
  Buffer<std::uint64_t, Backend>& step_counts() { return steps_; }
  const std::vector<Segment>& segments() const { return segments_; }

 private:
  Buffer<T, Backend> first_, second_;
  std::vector<Segment> segments_;
  std::size_t longest_ = 0;
  int layers_ = 0;  // stochastic ones
  Buffer<Segment, Backend> on_backend_;
  Buffer<std::uint64_t, Backend> steps_;
};

}  // namespace augury
