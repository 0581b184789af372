// SPDX-License-Identifier: MIT
// The sentences for numbers that cannot be.
#pragma once
#include <cmath>
#include <cstdio>
#include <string>

#include "augury/core/error.hpp"

namespace augury::detail {

/// Throws UsageError unless a number is finite and at least 0. `what`: "Adam: learning_rate".
inline void require_number(const char* what, double number) {
  if (number >= 0 && std::isfinite(number)) return;
  char text[32];
  std::snprintf(text, sizeof text, "%g", number);
  throw UsageError(std::string(what) + " must be a finite number of 0 or more, but is " + text);
}
/// The same unless it is less than 1, too: what is left of something in each step.
inline void require_decay(const char* what, double number) {
  require_number(what, number);
  if (number >= 1)
    throw UsageError(std::string(what) + " must be less than 1, but is " + std::to_string(number));
}

/// Throws UsageError unless a number of a layer, `what`, is a share.
inline void require_share(const char* what, float number) {
  if (number >= 0 && number <= 1) return;
  throw UsageError(std::string(what) + " is " + std::to_string(number) +
                   ", but it is a share; give a number from 0 to 1");
}

/// Asks a part of a run for what is wrong with its numbers, if it has an answer: a user's own need
/// not.
template <class Part>
void check_numbers(const Part& part) {
  if constexpr (requires { part.check(); }) part.check();
}

}  // namespace augury::detail
