// SPDX-License-Identifier: MIT
// Observers: plain structs that a training run tells how it goes. An observer has any of
//
//   begin(run)   before the first step
//   step(run)    after each step
//   end(run)     after the last one, also when the run was stopped; not after an error
//   event(run, event)   when something out of the ordinary happened (train/event.hpp)
//
//   numbers()    a tuple of its numbers: a run that is resumed must be given the same
//
// where `run` is a Run (train/run.hpp). Nothing is inherited, and what is missing is not called.
#pragma once
#include <optional>

#include "augury/train/event.hpp"

namespace augury {

/// What can observe a run.
template <class O, class Run_>
concept Observer = requires(O& o, Run_& run) {
  o.begin(run);
}
|| requires(O& o, Run_& run) { o.step(run); }
|| requires(O& o, Run_& run) { o.end(run); }
|| requires(O& o, Run_& run, const RunEvent& e) { o.event(run, e); };

namespace detail {

template <class O, class Run_>
void tell_begin(O& o, Run_& run) {
  if constexpr (requires { o.begin(run); }) o.begin(run);
}
template <class O, class Run_>
void tell_step(O& o, Run_& run) {
  if constexpr (requires { o.step(run); }) o.step(run);
}
template <class O, class Run_>
void tell_end(O& o, Run_& run) {
  if constexpr (requires { o.end(run); }) o.end(run);
}

/// An observer that a run may do without.
template <class O>
struct Maybe {
  std::optional<O> observer{};

  void begin(auto& run) {
    if (observer) tell_begin(*observer, run);
  }
  void step(auto& run) {
    if (observer) tell_step(*observer, run);
  }
  void end(auto& run) {
    if (observer) tell_end(*observer, run);
  }
  void event(auto& run, const RunEvent& event) {
    if (observer) tell_event(*observer, run, event);
  }
};

}  // namespace detail
}  // namespace augury
