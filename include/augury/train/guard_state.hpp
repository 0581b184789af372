// SPDX-License-Identifier: MIT
// GuardState: what the guard of a run remembers, and how a checkpoint says it.
#pragma once
#include <algorithm>
#include <charconv>
#include <cstdint>
#include <limits>
#include <map>
#include <string>
#include <system_error>

#include "augury/core/error.hpp"
#include "augury/io/json_object.hpp"
#include "augury/train/snapshot.hpp"

namespace augury {

namespace detail {
/// A finite number from 0 on among the facts of a checkpoint, `otherwise` where there is none.
/// Throws Error.
template <class Number>
Number number_in(const std::map<std::string, std::string>& facts, const std::string& key,
                 Number otherwise) {
  const auto at = facts.find(key);
  if (at == facts.end()) return otherwise;
  const char* end = at->second.data() + at->second.size();
  const auto [stop, error] = std::from_chars(at->second.data(), end, otherwise);
  constexpr Number most = std::numeric_limits<Number>::max();
  const bool usable = std::clamp(otherwise, Number(0), most) == otherwise;  // not so for NaN
  if (error != std::errc{} || stop != end || !usable)
    throw Error("the checkpoint has " + in_quotes(at->second) + " for '" + key +
                "', where a number from 0 on is expected; give a checkpoint as it was written");
  return otherwise;
}
}  // namespace detail

/// It belongs to the state of a run: a run that is resumed is guarded as if it had never stopped.
struct GuardState {
  float factor = 1;   ///< on both learning rates, halved by every rollback
  int rollbacks = 0;  ///< so far
  double widest = 0;  ///< the largest spread of the samples so far
  int narrow = 0;     ///< checks in a row that found the samples collapsed
  Snapshot good{};    ///< where the next rollback leads

  void add_to(std::map<std::string, std::string>& facts) const {
    facts["guard_factor"] = to_json(factor);
    facts["guard_rollbacks"] = to_json(rollbacks);
    facts["guard_widest"] = to_json(widest);
    facts["guard_narrow"] = to_json(narrow);
  }
  /// All but `good`. Throws Error where a number is none.
  static GuardState from(const std::map<std::string, std::string>& facts) {
    GuardState state;
    state.factor = detail::number_in(facts, "guard_factor", state.factor);
    state.rollbacks = detail::number_in(facts, "guard_rollbacks", state.rollbacks);
    state.widest = detail::number_in(facts, "guard_widest", state.widest);
    state.narrow = detail::number_in(facts, "guard_narrow", state.narrow);
    return state;
  }
};

}  // namespace augury
