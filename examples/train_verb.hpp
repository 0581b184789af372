// SPDX-License-Identifier: MIT
// The verb train, for every recipe.
#pragma once
#include "division.hpp"
#include "few_images.hpp"
#include "recipe.hpp"

#include "augury/io/checkpoint.hpp"
#include "augury/train/keep_best.hpp"
#include "augury/train/trainer.hpp"

namespace program {

/// The command that goes on with a run that was stopped; `limited` by --minutes if it was.
inline std::string command_to_resume(const Words& words, bool limited = true) {
  Words again;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::string& word = words[i];
    if (word == "--force" || word == "--resume") continue;
    if (!limited && word == "--minutes") ++i;  // and its value
    else if (limited || !word.starts_with("--minutes=")) again.push_back(word);
  }
  again.push_back("--resume");
  return command_of(again);
}

/// The command that makes images with a run.
inline std::string command_to_generate(const Words& words, const std::string& out) {
  return command_of(
      {words[0], "generate", "--from", out, "--out", out + "-images", "--per-class", "1000"});
}

/// usual: what a run does that is told no more than it needs.
template <Source S>
Options train_options(const Words& words, const augury::TrainOptions& usual) {
  Options options(words, std::string("Trains on ") + S::images + ", or goes on with a training.");
  const auto otherwise = [](auto number) { return " (" + std::to_string(number) + ")"; };
  options.add("data", S::data, std::string(S::data_help) + " (needed)")
      .add("out", "RUN",
           "folder for the run: run.json, log.jsonl, samples, checkpoint, best (needed)")
      .add("limit", "N", "train on N images, as many of each class and at least one (all)")
      .add("hold-out", "N",
           "train on none of N images, as many of each class and at least one, and judge by them "
           "(0: by up to 1000 that --limit leaves out, or drawn; else by those trained on)");
  for (const SourceOption& o : S::options()) options.add(o.name, o.value, o.text);
  options.add("steps", "N", "training steps, 1 to 10^12" + otherwise(usual.steps))
      .add("minutes", "M",
           "stop after so many minutes, 0 to 10^6, even before --steps; the learning rates fall "
           "over --steps all the same, so what is stopped early has not come to rest (0: no limit)")
      .add("batch", "N", "images per step, 1 to as many as there are" + otherwise(usual.batch))
      .add("seed", "N", "of everything random, 0 to 2^64 - 1 (1)")
      .add("checkpoint-every", "N",
           "steps between checkpoints, 1 to 10^9" + otherwise(usual.checkpoint_every))
      .add("resume",
           "go on from the checkpoint in RUN; with the options of before it ends as if never "
           "stopped")
      .add("force", "begin anew although there is a run in RUN")
      .add("quiet", "show no progress");
  add_machine(add_few_images(options)).read(words);
  return options;
}

/// The run that the command line asks for.
inline augury::TrainOptions run_of(const Options& options, augury::TrainOptions run) {
  run.out = options.folder("out");
  run.steps = options.number("steps", run.steps, 1, 1'000'000'000'000);
  run.minutes = options.real("minutes", 0, 1e6);
  run.batch = options.integer("batch", run.batch, 1, 1'000'000);
  run.checkpoint_every = options.integer("checkpoint-every", run.checkpoint_every, 1);
  run.resume = options.has("resume");
  run.force = options.has("force");
  if (run.resume && run.force)
    options.fail("--resume goes on and --force begins anew: give one of them");
  run.quiet = options.has("quiet");
  run.stop = interrupted;
  read_few_images(options, run);
  return run;
}

/// Where a finished run lies, and what to do with it.
inline void print_what_next(const Words& words, const std::string& out, std::uint64_t steps) {
  std::printf(
      "Step %llu is done.\n"
      "  %s/samples                  what was drawn on the way, one row per class\n"
      "  %s/checkpoint.safetensors   the networks\n"
      "  %s/best.safetensors         those of the step that came nearest to what it judged by\n"
      "Next:\n  %s\n",
      static_cast<unsigned long long>(steps), out.c_str(), out.c_str(), out.c_str(),
      command_to_generate(words, out).c_str());
}

/// That a run is not finished, how to go on, and what can be done with it as it is.
inline void print_out_of_time(const Words& words, const augury::TrainOptions& run,
                              std::uint64_t step) {
  const std::string out = run.out.string();
  std::printf("Time ran out after step %llu of %llu, and all of it is saved in %s.\n",
              static_cast<unsigned long long>(step), static_cast<unsigned long long>(run.steps),
              out.c_str());
  if (run.schedule.shape != augury::Schedule::Shape::constant)
    std::printf(
        "The learning rates were to fall over all %llu steps and are at %.0f %%: images get better "
        "to the end.\n",
        static_cast<unsigned long long>(run.steps),
        100 * static_cast<double>(run.schedule.factor(step, run.steps)));
  std::printf("To go on to the end, type:\n  %s\n", command_to_resume(words, false).c_str());
  std::printf("To go on for as long again:\n  %s\n", command_to_resume(words).c_str());
  std::printf("Images can be made already:\n  %s\n", command_to_generate(words, out).c_str());
}

/// What best.safetensors is chosen by.
template <augury::Dataset Set>
const Set& judge_of(const Division<Set>& parts) {
  if (parts.held_out)
    std::printf("best.safetensors is chosen by %zu images that are not trained on\n",
                parts.held_out->size());
  else
    std::printf(
        "best.safetensors is chosen by the images trained on, which copies come nearest to; "
        "--hold-out N keeps some for it\n");
  return parts.held_out ? *parts.held_out : parts.train;
}

/// Throws UsageError where a run to go on with was begun with other options of the images.
inline void check_same_plan(const augury::TrainOptions& run, const DataPlan& plan) {
  const auto checkpoint = run.out / augury::checkpoint_name;
  if (!run.resume || !std::filesystem::exists(checkpoint)) return;
  const auto before = augury::read_checkpoint_info(checkpoint).options;
  auto now = plan.own;
  now["limit"] = std::to_string(plan.limit);
  now["hold_out"] = std::to_string(plan.hold_out);
  for (const auto& [name, value] : now) {
    const auto at = before.find(name);
    if (at == before.end() || at->second == value) continue;
    const std::string option = name == "hold_out" ? "--hold-out" : "--" + name;
    const auto words = [&](const std::string& given) {
      return given == "0" ? "without " + option : "with " + option + " " + given;
    };
    throw augury::UsageError("the run in '" + run.out.string() + "' was begun " +
                             words(at->second) + " and cannot go on " + words(value) +
                             "; give the same again, or another --out");
  }
}

template <Recipe R>
int train(const Options& options, const Words& words) {
  using S = typename R::Source;
  augury::TrainOptions run = run_of(options, R::default_options());
  DataPlan plan = data_plan<S>(options);
  plan.hold_out = options.number("hold-out", 0, 0, most_images);
  refuse_inside(run.out, plan.data);
  check_same_plan(run, plan);
  run.notes = notes_of<S>(plan, words);
  const int threads = read_machine(options);
  catch_interrupts();

  typename R::Networks gan{{.seed = plan.seed, .threads = threads}};
  print_backend(gan.context());
  const auto parts = divide<R>(plan);
  const auto& images = parts.train;
  std::printf("data %s: %zu images of %d classes\n", plan.data.c_str(), images.size(),
              images.classes());
  augury::KeepBest best(judge_of(parts));
  const augury::RunEnd end = augury::train(gan, images, run, R::objective(run.batch), best);
  if (end == augury::RunEnd::stopped) {
    std::printf("Stopped after step %llu, and all of it is saved. To go on, type:\n  %s\n",
                static_cast<unsigned long long>(gan.steps), command_to_resume(words).c_str());
    return 1;
  }
  if (end == augury::RunEnd::out_of_time) print_out_of_time(words, run, gan.steps);
  else print_what_next(words, run.out.string(), gan.steps);
  return 0;
}

/// The verb of a program that has one recipe.
template <Recipe R>
int train_verb(const Words& words) {
  return train<R>(train_options<typename R::Source>(words, R::default_options()), words);
}

}  // namespace program
