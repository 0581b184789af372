// SPDX-License-Identifier: MIT
// The images of an earlier run, found again from its checkpoint.
#pragma once
#include <charconv>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "division.hpp"
#include "recipe.hpp"

#include "augury/data/fingerprint.hpp"
#include "augury/train/checkpoint.hpp"

namespace program {

/// Something that `train` wrote into the checkpoint.
inline std::string fact(const augury::CheckpointInfo& info, const std::string& key) {
  const auto at = info.options.find(key);
  if (at == info.options.end())
    throw augury::Error("the checkpoint does not say '" + key +
                        "', so another program than this one wrote it");
  return at->second;
}

/// The plan of a run's images.
template <Source S>
DataPlan plan_of_run(const augury::CheckpointInfo& info, const std::string& data) {
  DataPlan plan{data, 0, info.seed};
  const std::string limit = fact(info, "limit");
  std::from_chars(limit.data(), limit.data() + limit.size(), plan.limit);
  plan.hold_out = augury::detail::number_in(info.options, "hold_out", plan.hold_out);
  for (const SourceOption& o : S::options()) plan.own[o.name] = fact(info, o.name);
  return plan;
}

/// The images that a run was trained on, by --data, and those held out. Throws UsageError for
/// others.
template <Recipe R>
auto data_of_run(const DataPlan& plan, const augury::CheckpointInfo& info) {
  const std::string wanted = fact(info, "data_fingerprint");
  std::string found;
  try {
    auto parts = divide<R>(plan);
    const std::string fingerprint = augury::fingerprint_text(parts.train);
    if (fingerprint == wanted) return parts;
    found = "holds other images (fingerprint " + fingerprint + ")";
  } catch (const augury::Error& failed) {
    const std::string_view why = failed.what();
    found = "cannot give them: " + std::string(why.substr(0, why.find("; ")));  // not its advice
  }
  throw augury::UsageError(
      "the run was trained on --data " + fact(info, "data") + " (" +
      (plan.limit > 0 ? "--limit " + std::to_string(plan.limit) + ", " : "") + "fingerprint " +
      wanted + "), and --data " + plan.data + " " + found +
      "; name the data of the run by --data, or do without the search for near "
      "copies by --keep-copies");
}

template <Recipe R>
class RunImages {
 public:
  using Set = augury::ImageSet<typename R::Sample>;

  /// From `data`, which must be the run's; if that is empty and they are `wanted`, from where they
  /// were then. Throws UsageError where the images trained on are no longer there; unseen ones
  /// may be missing.
  RunImages(const augury::CheckpointInfo& info, const std::string& data, int threads, bool wanted)
      : threads_(threads) {
    if (!data.empty()) read(info, data);
    else if (wanted) try_to_read(info);
  }

  std::optional<decltype(training_set<R>(DataPlan{}))> real;
  /// The test set, or else what was held out, if anything was.
  std::optional<Set> unseen;

 private:
  void try_to_read(const augury::CheckpointInfo& info) {
    try {
      read(info, fact(info, "data"));
    } catch (const augury::Error&) {
      if (!real) throw;
    }
  }
  void read(const augury::CheckpointInfo& info, const std::string& data) {
    DataPlan plan = plan_of_run<typename R::Source>(info, data);
    plan.threads = threads_;
    auto parts = data_of_run<R>(plan, info);
    real.emplace(std::move(parts.train));
    if constexpr (has_test_set<R>) unseen.emplace(R::test_set(plan));
    else if (parts.held_out) unseen.emplace(std::move(*parts.held_out));
  }

  int threads_;
};

}  // namespace program
