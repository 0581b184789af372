// SPDX-License-Identifier: MIT
// update(ctx, rule, factor, segments, routes, arrays): one step of an optimizer,
// rule.at(step, factor)(w[i], g[i], m[i], v[i]) for every element of every segment that is stepped.
// Which those are is decided where the routes lie, on the backend. It has no derivative.
#pragma once
#include <cstdint>
#include <initializer_list>
#include <span>

#include "augury/kernel/kernel.hpp"

namespace augury {

/// A part of flat arrays that is stepped as one and counts its own steps.
struct Segment {
  std::size_t offset = 0, size = 0;
  int route = -1;  ///< stochastic layer that chooses, -1: always stepped
  int bank = 0;
};

/// Segments on a backend.
struct Segments {
  const Segment* of = nullptr;
  std::uint64_t* steps = nullptr;  ///< that each has done
  int count = 0;
  std::size_t longest = 0;  ///< size of the largest
};

/// The banks that the images of some passes used, on the backend: layer by layer, n in each pass.
struct RoutesUsed {
  static constexpr int most = 3;
  const std::int32_t* pass[most] = {};
  int passes = 0, layers = 0, n = 0;

  RoutesUsed() = default;
  /// Of some passes of n images each, on the backend.
  RoutesUsed(std::initializer_list<const std::int32_t*> routes, int stochastic_layers, int images)
      : layers(stochastic_layers), n(images) {
    for (const std::int32_t* of : routes) pass[passes++] = of;
  }
  /// Of one pass, on a backend in the host's memory.
  RoutesUsed(std::span<const std::int32_t> routes, int images)
      : pass{routes.data()},
        passes(1),
        layers(images < 1 ? 0 : static_cast<int>(routes.size()) / images),
        n(images) {}

  /// Whether a segment is stepped: always, or if an image came by its bank.
  AUGURY_HD bool reach(const Segment& segment) const {
    if (segment.route < 0) return true;
    for (int p = 0; p < passes; ++p)
      for (int i = 0; i < n; ++i)
        if (pass[p][std::ptrdiff_t{segment.route} * n + i] == segment.bank) return true;
    return false;
  }
};

/// Values, gradients and both moments: flat arrays of one size on a backend.
template <class T>
struct Stepped {
  T* w;
  const T* g;
  T *m, *v;
};

struct update_t {
  template <class Ctx, class Rule, class T>
  void operator()(Ctx& ctx, Rule rule, float factor, Segments segments, RoutesUsed routes,
                  Stepped<T> arrays) const {
    run(*this, ctx, rule, factor, segments, routes, arrays);
  }
};
inline constexpr update_t update{};

}  // namespace augury
