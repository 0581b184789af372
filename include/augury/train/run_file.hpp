// SPDX-License-Identifier: MIT
// run.json: everything that a training run was told, with the defaults it fell back on, so that it
// can be done again.
#pragma once
#include <cstdint>
#include <filesystem>
#include <string>
#include <tuple>
#include <vector>

#include "augury/core/config.hpp"
#include "augury/data/dataset.hpp"
#include "augury/data/fingerprint.hpp"
#include "augury/io/json_object.hpp"
#include "augury/objective/objective.hpp"
#include "augury/train/named_numbers.hpp"
#include "augury/train/options.hpp"

namespace augury {
namespace detail {

// The names under which losses, penalties and rules stand in run.json; a user's own are "custom".
template <class T>
std::string name_of(const T&) {
  if constexpr (requires { T::name; }) return T::name;
  else return "custom";
}
inline std::string name_of(const Minimax&) { return "minimax"; }
inline std::string name_of(const NonSaturating&) { return "non-saturating"; }
inline std::string name_of(const LeastSquares&) { return "least squares"; }
inline std::string name_of(const Hinge&) { return "hinge"; }
inline std::string name_of(const Wasserstein& loss) {
  return "Wasserstein, weights clipped to " + to_json(loss.weight_clip);
}
inline std::string name_of(const RelativisticPairing&) { return "relativistic pairing"; }
inline std::string name_of(const R1& penalty) { return "R1, gamma " + to_json(penalty.gamma); }
inline std::string name_of(const R2& penalty) { return "R2, gamma " + to_json(penalty.gamma); }
inline std::string name_of(const WganGp& penalty) {
  return "WGAN-GP, lambda " + to_json(penalty.lambda);
}
inline std::string name_of(const LeCam& term) {
  return "LeCam, lambda " + to_json(term.lambda) + ", decay " + to_json(term.decay);
}
inline std::string name_of(const AuxiliaryLoss& term) {
  return "auxiliary classifier, weight " + to_json(term.weight);
}
inline std::string name_of(const Adam& rule) {
  return "Adam, learning rate " + to_json(rule.learning_rate) + ", betas " + to_json(rule.beta1) +
         " and " + to_json(rule.beta2) + ", epsilon " + to_json(rule.epsilon);
}
inline std::string name_of(const RmsProp& rule) {
  return "RMSProp, learning rate " + to_json(rule.learning_rate) + ", decay " +
         to_json(rule.decay) + ", epsilon " + to_json(rule.epsilon);
}
inline std::string name_of(const Sgd& rule) {
  return "SGD, learning rate " + to_json(rule.learning_rate) + ", momentum " +
         to_json(rule.momentum);
}
inline std::string name_of(const Schedule& schedule) {
  constexpr const char* names[] = {"constant", "linear", "cosine"};
  std::string text = names[static_cast<int>(schedule.shape)];
  if (schedule.shape != Schedule::Shape::constant) text += " to " + to_json(schedule.last);
  if (schedule.warmup > 0) text += ", " + to_json(schedule.warmup) + " steps of warm-up";
  return text;
}

inline std::string name_of(const Transition& transition) {
  if (!transition.wanted()) return "none";
  return "from step " + to_json(transition.start) + " to " + to_json(transition.end);
}
/// Where a run began: by its absolute path, which no working folder changes.
inline std::string name_of_start(const std::filesystem::path& path) {
  if (path.empty()) return "nothing";
  return (std::filesystem::absolute(path).lexically_normal() / "").parent_path().string();
}
inline std::string name_of(const GuardOptions& guard) {
  if (!guard.on) return "off";
  return "every " + to_json(guard.every) + " steps, " + to_json(guard.patience) + " checks below " +
         to_json(guard.narrow) + " of the widest spread, " + to_json(guard.rollbacks) +
         " rollbacks";
}

template <Dataset Data>
std::vector<std::string> class_names_of(const Data& data) {
  std::vector<std::string> names;
  for (int k = 0; k < data.classes(); ++k) names.push_back(data.class_name(k));
  return names;
}
template <Dataset Data>
std::vector<std::size_t> class_counts_of(const Data& data) {
  std::vector<std::size_t> counts(static_cast<std::size_t>(data.classes()));
  for (std::size_t i = 0; i < data.size(); ++i) ++counts[static_cast<std::size_t>(data.label(i))];
  return counts;
}

}  // namespace detail

/// Everything about a run, by name. `observers` are those that tell their numbers.
template <class Gan_, Dataset Data, class Rule, class Objective_>
JsonObject describe_run(Gan_& gan, const Data& data, const TrainOptionsFor<Rule>& o,
                        const Objective_& objective,
                        const std::vector<std::string>& observers = {}) {
  using detail::name_of;
  JsonObject run;
  run.add("augury", AUGURY_VERSION).add("backend", Gan_::backend::name);
  run.add("seed", gan.options.seed);
  if constexpr (requires { gan.context().threads(); }) run.add("threads", gan.context().threads());
  if constexpr (requires { gan.context().device(); })
    run.add("device", gan.context().device().name);
  run.add("steps", o.steps).add("batch", o.batch).add("minutes", o.minutes);
  run.add("discriminator_steps", o.discriminator_steps);
  run.add("precision", name_of(gan.options.precision));
  run.add("generator_rule", name_of(o.generator));
  run.add("discriminator_rule", name_of(o.discriminator));
  run.add("schedule", name_of(o.schedule)).add("ema_half_life", o.ema_half_life);
  run.add("transition", name_of(o.transition));
  run.add("start_from", detail::name_of_start(o.start_from));
  run.add("frozen_layers", o.frozen_layers);
  run.add("idle_banks", o.idle_banks == IdleBanks::lazy ? "lazy" : "dense");
  run.add("loss", name_of(objective.loss));
  std::vector<std::string> penalties;
  std::apply([&](const auto&... p) { (penalties.push_back(name_of(p)), ...); },
             objective.penalties);
  run.add("penalties", penalties).add("penalties_every", objective.every);
  run.add("guard", name_of(o.guard));
  run.add("log_every", o.log_every).add("sample_every", o.sample_every);
  run.add("checkpoint_every", o.checkpoint_every);
  run.add("generator_layers", named_numbers(gan.generator().layers()));
  run.add("discriminator_layers", named_numbers(gan.discriminator().layers()));
  run.add("observers", observers);
  run.add("generator_parameters", gan.generator().size());
  run.add("discriminator_parameters", gan.discriminator().size());
  run.add("data_shape", Data::Sample::name()).add("data_images", data.size());
  run.add("data_fingerprint", fingerprint_text(data));
  run.add("class_names", detail::class_names_of(data));
  run.add("class_counts", detail::class_counts_of(data));
  for (const auto& [key, value] : o.notes) run.add(key, value);
  return run;
}

}  // namespace augury
