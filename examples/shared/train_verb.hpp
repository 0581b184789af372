// SPDX-License-Identifier: MIT
// The work of the verb train, for every recipe and backend.
#pragma once
#include "division.hpp"
#include "machine.hpp"
#include "recipe.hpp"
#include "room.hpp"
#include "train_options.hpp"
#include "verbs.hpp"

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

/// The command that makes images with a run, on the same device.
inline std::string command_to_generate(const Words& words, const std::string& out) {
  Words command{words[0], "generate",      "--from",      out,
                "--out",  out + "-images", "--per-class", "1000"};
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (words[i].starts_with("--device=")) command.push_back(words[i]);
    if (words[i] == "--device" && i + 1 < words.size())
      command.insert(command.end(), {words[i], words[i + 1]});
  }
  return command_of(command);
}

/// Where a finished run lies, and what to do with it.
inline void print_what_next(const Words& words, const std::string& out, std::uint64_t steps) {
  std::printf(
      "Step %llu is done.\n"
      "  %s/samples                  what was drawn on the way, one row per class\n"
      "  %s/checkpoint.safetensors   the networks\n"
      "  %s/best.safetensors         those whose images came nearest to the ones that judge;\n"
      "                              generate takes them with --from, in the place of the run\n"
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
  if (!run.resume || !augury::is_there(checkpoint)) return;
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

template <class R, class Backend>
int Verbs<R, Backend>::train(const Options& options, const Words& words) {
  static_assert(Recipe<R>);
  using S = typename R::Source;
  augury::TrainOptions run = run_of(options, R::default_options());
  const DataPlan plan = data_plan<S>(options);
  refuse_inside({run.out}, plan.data);
  augury::check_run_folder(run);  // before images are read, which may take long
  check_same_plan(run, plan);
  run.notes = notes_of<S>(plan, words);
  catch_interrupts();

  typename R::template Networks<Backend> gan(gan_options(options, plan.seed));
  print_backend(gan.context());
  const auto parts = divide<R>(plan);
  const auto& images = parts.train;
  std::printf("data %s: %zu images of %d class%s\n", plan.data.c_str(), images.size(),
              images.classes(), images.classes() == 1 ? "" : "es");
  if (images.size() < 2)
    throw augury::Error("a training needs at least two images, and there is one; add more");
  augury::KeepBest best(judge_of(parts));
  const augury::RunEnd end = with_room<R>(gan, images, run, [&] {
    return augury::train(gan, images, run, R::objective(run.batch), best);
  });
  if (end == augury::RunEnd::stopped) {
    std::printf("Stopped after step %llu, and all of it is saved. To go on, type:\n  %s\n",
                static_cast<unsigned long long>(gan.steps), command_to_resume(words).c_str());
    return 1;
  }
  if (end == augury::RunEnd::out_of_time) print_out_of_time(words, run, gan.steps);
  else print_what_next(words, run.out.string(), gan.steps);
  return 0;
}

}  // namespace program
