// SPDX-License-Identifier: MIT
// ProgressLine: how a run goes, for people who watch it.
#pragma once
#include <unistd.h>

#include <cmath>
#include <cstdio>
#include <string>

namespace augury {

/// "1:02:03" or "4:05" for a number of seconds.
inline std::string clock_text(double seconds) {
  const auto whole = static_cast<long long>(std::ceil(seconds));
  char text[48];
  if (whole >= 3600)
    std::snprintf(text, sizeof text, "%lld:%02lld:%02lld", whole / 3600, whole / 60 % 60,
                  whole % 60);
  else std::snprintf(text, sizeof text, "%lld:%02lld", whole / 60, whole % 60);
  return text;
}

/// On a terminal one line that is written again and again; into a file or pipe a line now and then.
class ProgressLine {
 public:
  explicit ProgressLine(std::FILE* to = stdout)
      : to_(to), terminal_(::isatty(::fileno(to)) != 0), pause_(terminal_ ? 0.2 : 10.0) {}
  ProgressLine(const ProgressLine&) = delete;
  ProgressLine& operator=(const ProgressLine&) = delete;
  ~ProgressLine() { finish(); }  // an error message begins a line of its own

  template <class Run>
  void step(Run& run) {
    const double now = run.seconds();
    if (!run.ending() && now < next_) return;
    next_ = now + (next_ == 0 ? 0.1 : 1) * pause_;  // the first figures come soon
    const auto& report = run.report();
    char text[160];
    std::snprintf(text, sizeof text, "step %llu/%llu  loss D %.3f G %.3f  %.0f images/s",
                  static_cast<unsigned long long>(run.step()),
                  static_cast<unsigned long long>(run.steps()), static_cast<double>(report.loss_d),
                  static_cast<double>(report.loss_g), run.images_per_second());
    const double left = run.seconds_left();
    const std::string time = run.ending() ? "  in " + clock_text(now)
                             : left >= 0  ? "  " + clock_text(left) + " left"
                                          : "";
    std::fprintf(to_, terminal_ ? "\r\x1b[K%s%s" : "%s%s\n", text, time.c_str());
    std::fflush(to_);
    open_ = terminal_;
  }
  template <class Run>
  void end(Run&) {
    finish();
  }

 private:
  void finish() {
    if (open_) std::fputc('\n', to_), std::fflush(to_);
    open_ = false;
  }

  std::FILE* to_;
  bool terminal_, open_ = false;
  double pause_, next_ = 0;
};

}  // namespace augury
