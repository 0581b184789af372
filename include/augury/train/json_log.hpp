// SPDX-License-Identifier: MIT
// JsonLog: what a run measured, one JSON object per logged step.
#pragma once
#include <charconv>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string_view>
#include <system_error>
#include <utility>

#include "augury/io/json_object.hpp"
#include "augury/io/line_log.hpp"
#include "augury/train/event.hpp"

namespace augury {

/// Appends to a file every `log_every` steps and at events. Steps that are done again after a
/// rollback are there twice, with the event in between. A run that begins anew empties the file;
/// one that is resumed cuts away what it is about to repeat.
class JsonLog {
 public:
  explicit JsonLog(std::filesystem::path path) : path_(std::move(path)) {}

  template <class Run>
  void begin(Run& run) {
    int left = run.guard.rollbacks;  // as many lie before the checkpoint
    log_.emplace(path_, [&](std::string_view line) {
      const std::uint64_t step = step_of(line);
      if (left > 0 && line.find(rolled_back) != line.npos) return --left, true;
      return step > 0 && (left > 0 || step <= run.step());
    });
  }
  template <class Run>
  void event(Run&, const RunEvent& event) {
    if (log_) log_->write(event.line.line());
  }
  template <class Run>
  void step(Run& run) {
    if (!run.due(run.options.log_every)) return;
    const auto& report = run.report();
    JsonObject line;
    line.add("step", run.step()).add("loss_d", report.loss_d).add("loss_g", report.loss_g);
    line.add("real", report.real).add("fake", report.fake).add("penalty", report.penalty);
    line.add("confidence", report.confidence);
    line.add("images_per_second", run.images_per_second()).add("seconds", run.seconds());
    log_->write(line.line());
  }

 private:
  static constexpr std::string_view rolled_back = "\"event\":\"rolled back\"";

  /// The step of a line that this class wrote, else 0.
  static std::uint64_t step_of(std::string_view line) {
    constexpr std::string_view head = "{\"step\":";
    std::uint64_t step = 0;
    if (line.starts_with(head))
      std::from_chars(line.data() + head.size(), line.data() + line.size(), step);
    return step;
  }

  std::filesystem::path path_;
  std::optional<LineLog> log_;
};

}  // namespace augury
