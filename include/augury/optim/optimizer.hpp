// SPDX-License-Identifier: MIT
// Optimizer: a rule, its moments, and which parts of the flat array it steps.
#pragma once
#include <algorithm>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "augury/core/error.hpp"
#include "augury/kernel/update.hpp"
#include "augury/network/model.hpp"
#include "augury/optim/rule.hpp"

namespace augury {

/// What happens to the banks that no image of a batch used. `lazy`: nothing, each bank has moments
/// and a step count of its own. `dense`: their moments decay and move the weights on, as frameworks
/// without sparse updates do; the difference is the complaint that stochastic deconvolution began
/// with, so that it can be tested.
enum class IdleBanks { lazy, dense };

template <class Rule, class T = float, class Backend = DefaultBackend>
class Optimizer {
 public:
  /// A part of the flat array that is stepped as one and counts its own steps.
  struct Segment {
    std::size_t offset = 0, size = 0;
    int route = -1;  ///< stochastic layer that chooses, -1: always stepped
    int bank = 0;
    std::uint64_t steps = 0;
  };

  Optimizer(Context<Backend>& ctx, const std::vector<Parameter>& layout, std::size_t size, Rule r,
            IdleBanks idle = IdleBanks::lazy)
      : rule(r), first_(ctx, size), second_(ctx, size) {
    for (const Parameter& p : layout) {
      if (!p.trained) continue;
      if (p.banked && idle == IdleBanks::lazy)
        for (int b = 0; b < p.copies; ++b)
          segments_.push_back(
              {p.offset + static_cast<std::size_t>(b) * p.size, p.size, p.route, b, 0});
      else if (!segments_.empty() && segments_.back().route < 0 &&
               segments_.back().offset + segments_.back().size == p.offset)
        segments_.back().size += p.total();
      else segments_.push_back({p.offset, p.total(), -1, 0, 0});
    }
  }

  Rule rule;

  /// One step on values from gradients. `routes` holds the banks that the batch used, layer by
  /// layer, n each; empty for networks without stochastic layers. Throws UsageError for fewer.
  void step(Context<Backend>& ctx, Buffer<T, Backend>& values, const Buffer<T, Backend>& gradients,
            float factor, std::span<const std::int32_t> routes = {}, int n = 0) {
    check(routes, n);
    for (Segment& s : segments_) {
      if (s.route >= 0 && !used(s, routes, n)) continue;
      update(ctx, rule.at(++s.steps, factor), s.size, values.data() + s.offset,
             gradients.data() + s.offset, first_.data() + s.offset, second_.data() + s.offset);
    }
  }

  /// Forgets everything but the rule.
  void reset(Context<Backend>& ctx) {
    for (auto* moments : {&first_, &second_})
      fill_zero(ctx, View<Shape<1>, T>{moments->data(), static_cast<int>(moments->size())});
    for (Segment& s : segments_) s.steps = 0;
  }

  // The whole state, for checkpoints: moments and step counts.
  Buffer<T, Backend>& first_moments() { return first_; }
  Buffer<T, Backend>& second_moments() { return second_; }
  std::vector<Segment>& segments() { return segments_; }

 private:
  void check(std::span<const std::int32_t> routes, int n) const {
    int layers = 0;
    for (const Segment& s : segments_) layers = std::max(layers, s.route + 1);
    if (layers > 0 &&
        (n < 1 || routes.size() < static_cast<std::size_t>(layers) * static_cast<std::size_t>(n)))
      throw UsageError("the optimizer of a network with " + std::to_string(layers) +
                       " stochastic layers needs the routes of all images through all of them");
  }
  static bool used(const Segment& s, std::span<const std::int32_t> routes, int n) {
    for (int i = 0; i < n; ++i)
      if (routes[static_cast<std::size_t>(s.route) * static_cast<std::size_t>(n) +
                 static_cast<std::size_t>(i)] == s.bank)
        return true;
    return false;
  }

  Buffer<T, Backend> first_, second_;
  std::vector<Segment> segments_;
};

}  // namespace augury
