// SPDX-License-Identifier: MIT
// What the verb train can be told.
#pragma once
#include <string>

#include "few_images.hpp"
#include "machine.hpp"
#include "program.hpp"
#include "recipe.hpp"

#include "augury/train/options.hpp"

namespace program {

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
           std::string(
               "train on none of N images, as many of each class and at least one, and judge "
               "by them; without it at most 1000 that --limit leaves out") +
               (S::drawn("glyphs") ? ", or drawn ones," : "") +
               " judge, else those trained on (0)");
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
           "go on from the checkpoint in RUN; with the options of before, its networks end as if "
           "never stopped")
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

}  // namespace program
