// SPDX-License-Identifier: MIT
// follow(ctx, average, values, keep, count): average[i] = keep average[i] + (1 - keep) values[i]. `keep`
// is one number in the backend's memory, so that it may change from step to step of a recording. It
// has no derivative.
#pragma once
#include <cstddef>

#include "augury/kernel/kernel.hpp"

namespace augury {

namespace op {
/// Exactly the value where both are equal, whatever is kept.
struct Average {
  template <class T>
  AUGURY_HD T operator()(T average, T value, T keep) const {
    return value + (average - value) * keep;
  }
};
}  // namespace op

struct follow_t {
  template <class Ctx, class T>
  void operator()(Ctx& ctx, T* average, const T* values, const T* keep, std::size_t count) const {
    run(*this, ctx, average, values, keep, count);
  }
};
inline constexpr follow_t follow{};

}  // namespace augury
