// SPDX-License-Identifier: MIT
// The verb doctor, for every recipe: what was found, what it will cost, and whether there is hope,
// before any training.
#pragma once
#include <algorithm>
#include <cstdio>
#include <string>
#include <vector>

#include "division.hpp"
#include "doctor_costs.hpp"
#include "doctor_report.hpp"
#include "recipe.hpp"

#include "augury/evaluate/set_report.hpp"

namespace program {

template <Source S>
Options doctor_options(const Words& words) {
  Options options(words, std::string("Says what was found in ") + S::images +
                             ", and what training on it will cost. Nothing is written.");
  options.add("data", S::data, std::string(S::data_help) + " (needed)")
      .add("limit", "N", "look at N images, as many of each class and at least one (all)");
  for (const SourceOption& o : S::options()) options.add(o.name, o.value, o.text);
  options.add("seed", "N", "of everything random, 0 to 2^64 - 1 (1)")
      .add("json", "one JSON object, and nothing else");
  add_machine(options).read(words);
  return options;
}

/// The training set and what its source says of it.
template <Recipe R>
auto examination(const DataPlan& plan) {
  if constexpr (requires { R::examine(plan); }) {
    return R::examine(plan);
  } else {
    using Set = decltype(training_set<R>(plan));
    return Examination<Set>{training_set<R>(plan), {}, {}, {}, {}, {}};
  }
}

/// The report of a set, compared with the test set where there is one; `missing` says why not.
template <Recipe R, augury::Dataset D>
augury::SetReport report_of(augury::Context<augury::Cpu>& context, const D& images,
                            const DataPlan& plan, std::string& missing) {
  if constexpr (requires { R::test_set(plan); }) {
    try {
      const auto test = R::test_set(plan);
      return augury::describe_set(context, images, test);
    } catch (const augury::Error& failed) {
      missing = failed.what();
    }
  }
  return augury::describe_set(context, images);
}

/// Exits with 0 whatever there is to complain of, as long as there are images.
template <Recipe R>
int doctor(const Options& options) {
  using Sample = typename R::Networks::Sample;
  const bool json = options.has("json");
  const auto say = [&](const std::string& text) {
    if (!json) std::fputs(text.c_str(), stdout), std::fflush(stdout);
  };
  const DataPlan plan = data_plan<typename R::Source>(options);
  typename R::Networks gan{{.seed = plan.seed, .threads = read_machine(options)}};
  if (!json) print_backend(gan.context());

  auto found = examination<R>(plan);
  augury::JsonObject facts = found.facts;
  facts.add("data", plan.data).add("images", found.images ? found.images->size() : 0);
  facts.add("shape", Sample::name());
  say("data         " + quoted(plan.data) + "\n" + found.text);
  if (!found.images) {
    if (json) std::fputs(facts.page().c_str(), stdout);
    throw augury::Error(found.failure);
  }
  const auto& images = *found.images;
  say(format("images       %zu of shape %s\n", images.size(), Sample::name().c_str()));

  std::string missing;
  const augury::SetReport report = report_of<R>(gan.context(), images, plan, missing);
  say(text_of(report, found.files));
  augury::TrainOptions run = R::default_options();
  const int usual = run.batch;
  run.batch = static_cast<int>(std::min(static_cast<std::size_t>(usual), images.size()));
  const Costs costs = costs_of(gan, images, run, R::objective(run.batch));
  say(text_of(costs));

  std::vector<std::string> advice = augury::advice_on(report);
  if (run.batch < usual)
    advice.push_back("A batch takes " + std::to_string(usual) +
                     " images, which are more than there are; train with --batch " +
                     std::to_string(run.batch) + " or less.");
  if (!missing.empty()) advice.push_back("There is no test set to measure on: " + missing + ".");
  advice.insert(advice.end(), found.advice.begin(), found.advice.end());
  say(advice.empty() ? "Nothing speaks against training.\n" : "Advice:\n");
  for (const std::string& sentence : advice) say("  - " + sentence + "\n");
  if (!json) return 0;
  add_report(facts, report, found.files);
  add_costs(facts, costs);
  std::fputs(facts.add("advice", advice).page().c_str(), stdout);
  return 0;
}

/// The verb of a program that has one recipe.
template <Recipe R>
int doctor_verb(const Words& words) {
  return doctor<R>(doctor_options<typename R::Source>(words));
}

}  // namespace program
