// SPDX-License-Identifier: MIT
// Checkpoints of a Gan: save, load to generate, resume to train on.
#pragma once
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <system_error>
#include <type_traits>
#include <utility>
#include <vector>

#include "augury/io/checkpoint.hpp"
#include "augury/train/checkpoint_parts.hpp"
#include "augury/train/gan.hpp"
#include "augury/train/guard_state.hpp"
#include "augury/train/snapshot.hpp"

namespace augury {

// In the folder of a run.
inline constexpr const char* checkpoint_name = "checkpoint.safetensors";  ///< the last state
inline constexpr const char* best_name = "best.safetensors";  ///< the best (train/keep_best.hpp)

/// The checkpoint that a path means: the one in it, if it is the folder of a run.
inline std::filesystem::path checkpoint_in(const std::filesystem::path& path) {
  std::error_code ignored;
  return std::filesystem::is_directory(path, ignored) ? path / checkpoint_name : path;
}

/// Writes a Gan, whole or not at all; with `step`, a pointer to its Step, so that training can be
/// resumed, and with `good` the earlier state that a guard would take it back to. `options` are for
/// the reader's information. Throws Error where the disk fails or a number is not finite, and
/// leaves the file that was there.
template <class Gan_, class StepPointer = std::nullptr_t>
void save_checkpoint(const std::filesystem::path& path, Gan_& gan, StepPointer step = nullptr,
                     const std::map<std::string, std::string>& options = {},
                     const Snapshot* good = nullptr) {
  CheckpointWriter file(path);
  CheckpointInfo info{gan.class_names(), gan.steps, gan.options.seed, options};
  info.options.erase(detail::label_weight_name);
  info.architectures = detail::architectures_of(gan);
  if (gan.label_weight != 1) info.options[detail::label_weight_name] = to_json(gan.label_weight);
  if constexpr (!std::is_null_pointer_v<StepPointer>) {
    detail::put_snapshot(file, "", Snapshot::take(gan, *step), gan);
    info.rules["generator"] = detail::rule_name<decltype(step->g_optimizer)>();
    info.rules["discriminator"] = detail::rule_name<decltype(step->d_optimizer)>();
    if (good) {
      detail::put_snapshot(file, detail::good_prefix, *good, gan);
      info.options[detail::good_steps] = std::to_string(good->steps);
    }
  } else {
    detail::put_weights(file, "", detail::GanWeights::take(gan), gan.generator().layout(),
                        gan.discriminator().layout());
  }
  file.write(info);
}

/// Prepares a Gan for the classes of a checkpoint and gives it the weights: to generate, or to
/// begin a Step that resumes. Nothing of the Gan changes unless all of the file fits. The seed
/// stays the Gan's own. Throws Error.
template <class Gan_>
CheckpointInfo load_checkpoint(const std::filesystem::path& path, Gan_& gan) {
  using G = typename Gan_::G;
  using D = typename Gan_::D;
  CheckpointReader file(path);
  const CheckpointInfo& info = file.info();
  if (Gan_::conditional() && info.class_names.empty())
    throw Error("'" + path.string() +
                "' names no classes, and this generator is told which one to make; give a "
                "checkpoint as it was written");
  const int classes = Gan_::conditional() ? static_cast<int>(info.class_names.size()) : 0;
  const auto weights =
      detail::take_weights(file, "", layout_of<typename G::Layers, typename G::Input>(classes),
                           layout_of<typename D::Layers, typename D::Input>(classes));
  const float label_weight = detail::label_weight_in(info, path);
  file.expect_nothing_more("optimizer.");
  detail::check_architectures(info, path, gan);
  gan.prepare(info.class_names);
  weights.put_back(gan);
  gan.steps = info.steps;
  gan.label_weight = label_weight;
  return info;
}

/// Puts a prepared Gan and its Step where the run that wrote the checkpoint was: the steps from
/// gan.steps on are, bit for bit, those that the run would have done. Nothing changes unless all of
/// the file fits. `good` gets the earlier state that was saved along, if one was. Throws Error, and
/// UsageError where seed, classes or update rules are others.
template <class Gan_, class Step_>
CheckpointInfo resume_checkpoint(const std::filesystem::path& path, Gan_& gan, Step_& step,
                                 Snapshot* good = nullptr) {
  CheckpointReader file(path);
  const CheckpointInfo& info = file.info();
  const std::string name = "'" + path.string() + "'";
  if (info.seed != gan.options.seed)
    throw UsageError(name + " was trained with the seed " + std::to_string(info.seed) + ", not " +
                     std::to_string(gan.options.seed) + "; resume it with its own seed");
  if (info.class_names != gan.class_names())
    throw UsageError(name + " was trained on the classes " +
                     in_quotes(detail::to_json_array(info.class_names)) + ", not on " +
                     in_quotes(detail::to_json_array(gan.class_names())) +
                     "; resume it with the data that it was trained on");
  detail::check_rule(file, path, "generator", step.g_optimizer);
  detail::check_rule(file, path, "discriminator", step.d_optimizer);
  const Snapshot now = detail::take_snapshot(file, "", info.steps, gan, step);
  Snapshot earlier;
  if (info.options.contains(detail::good_steps))
    earlier = detail::take_snapshot(file, detail::good_prefix,
                                    detail::number_in(info.options, detail::good_steps, info.steps),
                                    gan, step);
  const float label_weight = detail::label_weight_in(info, path);
  file.expect_nothing_more();
  detail::check_architectures(info, path, gan);
  now.put_back(gan, step);
  gan.label_weight = label_weight;
  if (good) *good = std::move(earlier);
  return info;
}

}  // namespace augury
