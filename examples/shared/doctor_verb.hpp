// SPDX-License-Identifier: MIT
// The work of the verb doctor, for every recipe and backend: what was found, what it will cost, and
// whether there is hope, before any training.
#pragma once
#include <algorithm>
#include <cstdio>
#include <string>
#include <utility>
#include <vector>

#include "division.hpp"
#include "doctor_costs.hpp"
#include "doctor_report.hpp"
#include "machine.hpp"
#include "recipe.hpp"
#include "room.hpp"
#include "verbs.hpp"

#include "augury/evaluate/set_advice.hpp"

namespace program {

/// All images and what their source says of them.
template <Recipe R>
auto examination(const DataPlan& plan) {
  if constexpr (requires { R::examine(plan); }) {
    return R::examine(plan);
  } else {
    using Set = decltype(R::images(plan));
    return Examination<Set>{R::images(plan), {}, {}, {}, {}};
  }
}

/// The report of the images to train on, compared with those held out and the test set where there
/// are such; `missing` says why there is no test set.
template <Recipe R, class Backend, augury::Dataset D>
NamedReport report_of(augury::Context<Backend>& context, const Division<D>& parts,
                      const DataPlan& plan, std::string& missing) {
  NamedReport named{augury::describe_set(context, parts.train), files_of(parts.train), {}};
  const auto compare = [&](const auto& others, const char* name) {
    augury::compare_with(context, named.report, parts.train, others, name);
    named.compared_files.push_back(files_of(others));
  };
  if (parts.held_out) compare(*parts.held_out, "held-out");
  if constexpr (has_test_set<R>) {
    try {
      compare(R::test_set(plan), "test");
    } catch (const augury::Error& failed) {
      missing = failed.what();
    }
  }
  return named;
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
  facts.add("data", plan.data)
      .add("shape", Sample::name())
      .add("backend", std::string(Backend::name));
  facts.add("machine", describe_machine(gan.context()));
  say("data         " + quoted(plan.data) + "\n" + found.text);
  if (!found.images) {
    facts.add("images", 0).add("failure", found.failure);
    if (json) std::fputs(facts.page().c_str(), stdout);
    throw augury::Error(found.failure);
  }
  const auto parts = divide<R>(plan, std::move(*found.images));
  const auto& images = parts.train;
  facts.add("images", images.size());
  say(format("images       %zu of shape %s\n", images.size(), Sample::name().c_str()));

  std::string missing;
  const NamedReport named = report_of<R>(gan.context(), parts, plan, missing);
  say(text_of(named));
  augury::TrainOptions run = R::default_options();
  const int usual = run.batch;
  run.batch = static_cast<int>(std::min(static_cast<std::size_t>(usual), images.size()));
  const Costs costs = with_room<R>(
      gan, images, run, [&] { return costs_of(gan, images, run, R::objective(run.batch)); });
  say(text_of(costs));

  std::vector<std::string> advice = augury::advice_on(named.report);
  if (images.size() < 2) advice.push_back("A training needs at least two images; add more.");
  else if (run.batch < usual)
    advice.push_back("A batch takes " + std::to_string(usual) +
                     " images, which are more than there are; train with --batch " +
                     std::to_string(run.batch) + " or less.");
  if (!missing.empty()) advice.push_back("There is no test set to measure on: " + missing + ".");
  advice.insert(advice.end(), found.advice.begin(), found.advice.end());
  say(advice.empty() ? "Nothing speaks against training.\n" : "Advice:\n");
  for (const std::string& sentence : advice) say("  - " + sentence + "\n");
  if (!json) return 0;
  add_report(facts, named);
  add_costs(facts, costs);
  std::fputs(facts.add("advice", advice).page().c_str(), stdout);
  return 0;
}

}  // namespace program
