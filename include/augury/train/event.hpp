// SPDX-License-Identifier: MIT
// RunEvent: something out of the ordinary in a training run, for its log and its terminal.
#pragma once
#include <unistd.h>

#include <cstdio>
#include <string>

#include "augury/io/json_object.hpp"

namespace augury {

/// An observer that has event(run, event) is told.
struct RunEvent {
  JsonObject line;       ///< for log.jsonl; begins with "step" and "event"
  std::string sentence;  ///< for people
};

/// Events on the terminal, each a line of its own.
class EventLines {
 public:
  explicit EventLines(std::FILE* to = stdout) : to_(to) {}

  template <class Run>
  void event(Run&, const RunEvent& event) {
    const bool terminal = ::isatty(::fileno(to_)) != 0;  // whose last line shows the progress
    std::fprintf(to_, "%s%s\n", terminal ? "\r\x1b[K" : "", event.sentence.c_str());
    std::fflush(to_);
  }

 private:
  std::FILE* to_;
};

namespace detail {
template <class O, class Run_>
void tell_event(O& o, Run_& run, const RunEvent& event) {
  if constexpr (requires { o.event(run, event); }) o.event(run, event);
}
}  // namespace detail

}  // namespace augury
