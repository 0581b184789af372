// SPDX-License-Identifier: MIT
// What checkpoints of a Gan are made of: weights, optimizers, what a step remembers, and the checks
// that they are of the same networks.
#pragma once
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <type_traits>
#include <vector>

#include "augury/core/type_name.hpp"
#include "augury/io/checkpoint.hpp"
#include "augury/train/guard_state.hpp"
#include "augury/train/named_numbers.hpp"
#include "augury/train/snapshot.hpp"

namespace augury {
namespace detail {

template <class Optimizer_>
std::string rule_name() {
  return type_name<std::remove_cvref_t<decltype(Optimizer_::rule)>>();
}

inline void put_weights(CheckpointWriter& file, const std::string& prefix,
                        const GanWeights& weights, const std::vector<Parameter>& g,
                        const std::vector<Parameter>& d) {
  file.put<float>(prefix + "generator.", g, weights.generator);
  file.put<float>(prefix + "discriminator.", d, weights.discriminator);
  file.put<float>(prefix + "average.", g, weights.average);
}
inline GanWeights take_weights(CheckpointReader& file, const std::string& prefix,
                               const std::vector<Parameter>& g, const std::vector<Parameter>& d) {
  return {file.take<float>(prefix + "generator.", g),
          file.take<float>(prefix + "discriminator.", d), file.take<float>(prefix + "average.", g)};
}

inline void put_optimizer(CheckpointWriter& file, const std::string& prefix,
                          const OptimizerState& state, const std::vector<Parameter>& layout) {
  file.put<float>(prefix + "first.", layout, state.first, true);
  file.put<float>(prefix + "second.", layout, state.second, true);
  file.put_counts(prefix + "steps", state.steps);
}
template <class Optimizer_>
OptimizerState take_optimizer(CheckpointReader& file, const std::string& prefix,
                              const std::vector<Parameter>& layout, Optimizer_& optimizer) {
  return {file.take<float>(prefix + "first.", layout, true),
          file.take<float>(prefix + "second.", layout, true),
          file.take_counts(prefix + "steps", optimizer.segments().size())};
}

/// Throws where the file holds no optimizer for a network, or one of another rule.
template <class Optimizer_>
void check_rule(const CheckpointReader& file, const std::filesystem::path& path,
                const std::string& network, const Optimizer_&) {
  const auto& rules = file.info().rules;
  const auto rule = rules.find(network);
  if (rule == rules.end())
    throw Error("'" + path.string() + "' holds no optimizers: it can be generated from, but " +
                "training cannot be resumed; take a checkpoint that a training run wrote");
  if (rule->second != rule_name<Optimizer_>())
    throw UsageError("'" + path.string() + "' was trained with " + in_quotes(rule->second) +
                     " for the " + network + " where '" + rule_name<Optimizer_>() +
                     "' is asked for; resume it with its own rule");
}

// What LeCam remembers: part of what is stepped, not of the networks.
inline constexpr const char* lecam_name = "optimizer.lecam";

/// Both networks, both optimizers and what LeCam remembers under one prefix, "" for those that the
/// run is at.
template <class Gan_>
void put_snapshot(CheckpointWriter& file, const std::string& prefix, const Snapshot& state,
                  Gan_& gan) {
  const auto &g = gan.generator().layout(), &d = gan.discriminator().layout();
  put_weights(file, prefix, state.weights, g, d);
  put_optimizer(file, prefix + "optimizer.generator.", state.generator, g);
  put_optimizer(file, prefix + "optimizer.discriminator.", state.discriminator, d);
  if (!state.lecam_sums.empty()) file.put_numbers(prefix + lecam_name, state.lecam_sums);
}
template <class Gan_, class Step_>
Snapshot take_snapshot(CheckpointReader& file, const std::string& prefix, std::uint64_t steps,
                       Gan_& gan, Step_& step) {
  const auto &g = gan.generator().layout(), &d = gan.discriminator().layout();
  const std::size_t sums = step.lecam_sums.size();
  return {steps, take_weights(file, prefix, g, d),
          take_optimizer(file, prefix + "optimizer.generator.", g, step.g_optimizer),
          take_optimizer(file, prefix + "optimizer.discriminator.", d, step.d_optimizer),
          sums > 0 ? file.take_numbers(prefix + lecam_name, sums) : std::vector<float>{}};
}

// An earlier state that a run may be taken back to. Whoever generates passes all of "optimizer." by.
inline constexpr const char *good_prefix = "optimizer.good.", *good_steps = "good_steps";

/// What the networks are made of: of layers without parameters the tensors say nothing.
template <class Gan_>
std::map<std::string, std::string> architectures_of(const Gan_& gan) {
  return {{"generator", named_layers(gan.generator_layers.layers)},
          {"discriminator", named_layers(gan.discriminator_layers.layers)}};
}
template <class Gan_>
void check_architectures(const CheckpointInfo& info, const std::filesystem::path& path,
                         const Gan_& gan) {
  for (const auto& [network, layers] : architectures_of(gan)) {
    const auto written = info.architectures.find(network);
    if (written != info.architectures.end() && written->second != layers)
      throw Error("'" + path.string() + "' does not fit this network: its " + network + " is " +
                  in_quotes(written->second) + " where '" + layers +
                  "' is expected; use the program and the options that it was trained with");
  }
}

// What labels count in images of a checkpoint; not there, they count in full.
inline constexpr const char* label_weight_name = "label_weight";
inline float label_weight_in(const CheckpointInfo& info, const std::filesystem::path& path) {
  const float weight = number_in(info.options, label_weight_name, 1.0f);
  if (weight >= 0 && weight <= 1) return weight;
  throw Error("'" + path.string() + "' has a label_weight of " + std::to_string(weight) +
              ", where a number from 0 to 1 is expected; give a checkpoint as it was written");
}

}  // namespace detail

}  // namespace augury
