// SPDX-License-Identifier: MIT
// The work of the verb doctor, for every recipe and backend: what was found, what it will cost, and
// whether there is hope, before any training.
#pragma once
#include <algorithm>
#include <cstdio>
#include <string>
#include <vector>

#include "division.hpp"
#include "doctor_costs.hpp"
#include "doctor_report.hpp"
#include "machine.hpp"
#include "recipe.hpp"
#include "room.hpp"
#include "verbs.hpp"

#include "augury/evaluate/set_report.hpp"

namespace program {

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
template <Recipe R, class Backend, augury::Dataset D>
augury::SetReport report_of(augury::Context<Backend>& context, const D& images,
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
template <class R, class Backend>
int Verbs<R, Backend>::doctor(const Options& options) {
  static_assert(Recipe<R>);
  using Sample = typename R::Sample;
  const bool json = options.has("json");
  const auto say = [&](const std::string& text) {
    if (!json) std::fputs(text.c_str(), stdout), std::fflush(stdout);
  };
  const DataPlan plan = data_plan<typename R::Source>(options);
  typename R::template Networks<Backend> gan(gan_options(options, plan.seed));
  if (!json) print_backend(gan.context());

  auto found = examination<R>(plan);
  augury::JsonObject facts = found.facts;
  facts.add("data", plan.data).add("images", found.images ? found.images->size() : 0);
  facts.add("shape", Sample::name()).add("backend", std::string(Backend::name));
  facts.add("machine", describe_machine(gan.context()));
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
  const Costs costs = with_room<R>(
      gan, images, run, [&] { return costs_of(gan, images, run, R::objective(run.batch)); });
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

}  // namespace program
