// SPDX-License-Identifier: MIT
// Checkpoints of a Gan: save, load to generate, resume to train on.
#pragma once
#include <cstddef>
#include <filesystem>
#include <map>
#include <span>
#include <string>
#include <type_traits>
#include <vector>

#include "augury/core/type_name.hpp"
#include "augury/io/checkpoint.hpp"
#include "augury/kernel/transfer.hpp"
#include "augury/train/gan.hpp"

namespace augury {

namespace detail {

template <class Ctx, class Buffer_>
auto on_host(Ctx& ctx, const Buffer_& buffer) {
  using T = std::remove_cvref_t<decltype(*buffer.data())>;
  std::vector<T> numbers(buffer.size());
  download(ctx, std::span<T>(numbers), static_cast<const T*>(buffer.data()));
  return numbers;
}
template <class Ctx, class Buffer_, class T>
void to_backend(Ctx& ctx, Buffer_& buffer, const std::vector<T>& numbers) {
  upload(ctx, buffer.data(), std::span<const T>(numbers));
}

template <class Optimizer_>
std::string rule_name() {
  return type_name<std::remove_cvref_t<decltype(Optimizer_::rule)>>();
}

/// Moments and step counts of an optimizer, on the host.
struct OptimizerState {
  std::vector<float> first, second;
  std::vector<std::uint64_t> steps;

  template <class Ctx, class Optimizer_>
  void apply(Ctx& ctx, Optimizer_& optimizer) const {
    to_backend(ctx, optimizer.first_moments(), first);
    to_backend(ctx, optimizer.second_moments(), second);
    for (std::size_t i = 0; i < steps.size(); ++i) optimizer.segments()[i].steps = steps[i];
  }
};

template <class Ctx, class Optimizer_>
void put_optimizer(CheckpointWriter& file, CheckpointInfo& info, Ctx& ctx,
                   const std::string& network, const std::vector<Parameter>& layout,
                   Optimizer_& optimizer) {
  const std::string prefix = "optimizer." + network + ".";
  file.put<float>(prefix + "first.", layout, on_host(ctx, optimizer.first_moments()), true);
  file.put<float>(prefix + "second.", layout, on_host(ctx, optimizer.second_moments()), true);
  std::vector<std::uint64_t> steps;
  for (const auto& segment : optimizer.segments()) steps.push_back(segment.steps);
  file.put_counts(prefix + "steps", steps);
  info.rules[network] = rule_name<Optimizer_>();
}

template <class Optimizer_>
OptimizerState take_optimizer(CheckpointReader& file, const std::filesystem::path& path,
                              const std::string& network, const std::vector<Parameter>& layout,
                              Optimizer_& optimizer) {
  const auto& rules = file.info().rules;
  const auto rule = rules.find(network);
  if (rule == rules.end())
    throw Error("'" + path.string() + "' holds no optimizers: it can be generated from, but " +
                "training cannot be resumed; take a checkpoint that a training run wrote");
  if (rule->second != rule_name<Optimizer_>())
    throw UsageError("'" + path.string() + "' was trained with " + in_quotes(rule->second) +
                     " for the " + network + " where '" + rule_name<Optimizer_>() +
                     "' is asked for; resume it with its own rule");
  const std::string prefix = "optimizer." + network + ".";
  return {file.take<float>(prefix + "first.", layout, true),
          file.take<float>(prefix + "second.", layout, true),
          file.take_counts(prefix + "steps", optimizer.segments().size())};
}

/// The weights of both networks and the generator's average, on the host.
struct GanWeights {
  std::vector<float> generator, discriminator, average;

  GanWeights(CheckpointReader& file, const std::vector<Parameter>& g,
             const std::vector<Parameter>& d)
      : generator(file.take<float>("generator.", g)),
        discriminator(file.take<float>("discriminator.", d)),
        average(file.take<float>("average.", g)) {}

  template <class Gan_>
  void apply(Gan_& gan, std::uint64_t steps) const {
    to_backend(gan.context(), gan.generator().values(), generator);
    to_backend(gan.context(), gan.discriminator().values(), discriminator);
    to_backend(gan.context(), gan.average(), average);
    gan.steps = steps;
  }
};

}  // namespace detail

/// Writes a Gan, whole or not at all; with `step`, a pointer to its Step, so that training can be
/// resumed. `options` are for the reader's information. Throws Error where the disk fails or a
/// number is not finite, and leaves the file that was there.
template <class Gan_, class StepPointer = std::nullptr_t>
void save_checkpoint(const std::filesystem::path& path, Gan_& gan, StepPointer step = nullptr,
                     const std::map<std::string, std::string>& options = {}) {
  auto& ctx = gan.context();
  const auto &g = gan.generator().layout(), &d = gan.discriminator().layout();
  CheckpointWriter file(path);
  file.put<float>("generator.", g, detail::on_host(ctx, gan.generator().values()));
  file.put<float>("discriminator.", d, detail::on_host(ctx, gan.discriminator().values()));
  file.put<float>("average.", g, detail::on_host(ctx, gan.average()));
  CheckpointInfo info{gan.class_names(), gan.steps, gan.options.seed, options};
  if constexpr (!std::is_null_pointer_v<StepPointer>)
    if (step) {
      detail::put_optimizer(file, info, ctx, "generator", g, step->g_optimizer);
      detail::put_optimizer(file, info, ctx, "discriminator", d, step->d_optimizer);
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
  const detail::GanWeights weights(file, layout_of<typename G::Layers, typename G::Input>(classes),
                                   layout_of<typename D::Layers, typename D::Input>(classes));
  file.expect_nothing_more("optimizer.");
  gan.prepare(info.class_names);
  weights.apply(gan, info.steps);
  return info;
}

/// Puts a prepared Gan and its Step where the run that wrote the checkpoint was: the steps from
/// gan.steps on are, bit for bit, those that the run would have done. Nothing changes unless all of
/// the file fits. Throws Error, and UsageError where seed, classes or update rules are others.
template <class Gan_, class Step_>
CheckpointInfo resume_checkpoint(const std::filesystem::path& path, Gan_& gan, Step_& step) {
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
  const auto &g = gan.generator().layout(), &d = gan.discriminator().layout();
  const detail::GanWeights weights(file, g, d);
  const auto g_state = detail::take_optimizer(file, path, "generator", g, step.g_optimizer);
  const auto d_state = detail::take_optimizer(file, path, "discriminator", d, step.d_optimizer);
  file.expect_nothing_more();
  weights.apply(gan, info.steps);
  g_state.apply(gan.context(), step.g_optimizer);
  d_state.apply(gan.context(), step.d_optimizer);
  return info;
}

}  // namespace augury
