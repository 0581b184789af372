// SPDX-License-Identifier: MIT
// Division: which images of a plan are trained on, and which are there to judge the networks by.
#pragma once
#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "recipe.hpp"

#include "augury/core/error.hpp"
#include "augury/data/subset.hpp"

namespace program {

template <augury::Dataset Set>
struct Division {
  Set train;
  std::optional<Set> held_out{};  ///< of the same kind, and none of them trained on
};

/// Of images that --limit leaves out, at most so many are held out unasked, and fewer than the
/// least are too few to judge by.
constexpr std::size_t most_held_out = 1000, least_held_out = 100;

inline void check_hold_out(const DataPlan& plan, std::size_t images, int classes) {
  const std::string asked = "--hold-out " + std::to_string(plan.hold_out);
  if (plan.hold_out < static_cast<std::uint64_t>(classes))
    throw augury::UsageError(asked + " keeps back no image of some of the " +
                             std::to_string(classes) + " classes; give at least one for each");
  const std::string of_all = " of the " + std::to_string(images) + " images there are";
  if (plan.hold_out >= images)
    throw augury::UsageError(asked + " leaves none" + of_all + " to train on; give less");
  if (plan.hold_out + plan.limit > images)
    throw augury::UsageError(asked + " and --limit " + std::to_string(plan.limit) +
                             " ask for more than all" + of_all + "; give less");
}

/// Positions in a set of `size` that are not among `some`, which ascend.
inline std::vector<std::size_t> others(std::size_t size, const std::vector<std::size_t>& some) {
  std::vector<std::size_t> rest;
  for (std::size_t i = 0; i < size; ++i)
    if (!std::binary_search(some.begin(), some.end(), i)) rest.push_back(i);
  return rest;
}

/// With --limit: so many are trained on, whatever is held out, and images of the rest are held out.
/// With --hold-out alone: so many are held out, and the rest is trained on. Else all are. Of a
/// drawn set others are drawn. Throws UsageError for numbers that the data do not have. all: the
/// images of the plan.
template <Recipe R, augury::Dataset Set>
Division<Set> divide(const DataPlan& plan, Set all) {
  using Parts = Division<Set>;
  if constexpr (requires { R::draw_others(plan, 1); })
    if (R::Source::drawn(plan.data)) {
      if (plan.limit > 0) augury::detail::check_limit(plan.limit, all.classes());
      const auto count = plan.hold_out > 0 ? plan.hold_out : most_held_out;
      return Parts{std::move(all), R::draw_others(plan, static_cast<int>(count))};
    }
  if (plan.hold_out > 0) check_hold_out(plan, all.size(), all.classes());
  if (plan.limit == 0 && plan.hold_out == 0) return Parts{std::move(all)};
  if (plan.limit == 0) {
    const auto back = augury::balanced_positions(all, plan.hold_out, plan.seed);
    return Parts{subset_at(all, others(all.size(), back)), subset_at(all, back)};
  }
  Parts parts{augury::balanced_subset(all, plan.limit, plan.seed)};
  const std::size_t left = all.size() - plan.limit;
  const std::size_t count = plan.hold_out > 0 ? plan.hold_out : std::min(left, most_held_out);
  if (plan.hold_out == 0 && count < least_held_out) return parts;
  const auto trained = augury::balanced_positions(all, plan.limit, plan.seed);
  parts.held_out.emplace(
      subset_at(all, augury::balanced_positions(all, count, plan.seed, trained)));
  return parts;
}

template <Recipe R>
auto divide(const DataPlan& plan) {
  return divide<R>(plan, R::images(plan));
}

template <Recipe R>
auto training_set(const DataPlan& plan) {
  return divide<R>(plan).train;
}

}  // namespace program
