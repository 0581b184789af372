// SPDX-License-Identifier: MIT
// TrainOptions: every number of a training run that is not part of the networks.
#pragma once
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <string>

#include "augury/io/json_object.hpp"
#include "augury/optim/optimizer.hpp"
#include "augury/optim/rule.hpp"
#include "augury/optim/schedule.hpp"
#include "augury/train/transition.hpp"

namespace augury {

/// How a run is watched (train/guard.hpp).
struct GuardOptions {
  bool on = true;       ///< off: losses that are not finite end the run
  int every = 100;      ///< steps between two checks
  double narrow = 0.2;  ///< samples whose spread falls below this share have collapsed,
  int patience = 3;     ///< if so many checks in a row find them so
  int rollbacks = 3;    ///< before the run gives up
};

/// The options of a run whose networks learn by a Rule: Adam, RmsProp, Sgd.
template <class Rule>
struct TrainOptionsFor {
  std::uint64_t steps = 10'000;  ///< in all, with those that the Gan has behind it
  int batch = 64;
  int discriminator_steps = 1;  ///< discriminator updates per generator update
  Rule generator{};             ///< learning rate and numbers of its optimizer
  Rule discriminator{};
  Schedule schedule{};            ///< of both learning rates over `steps`
  Transition transition{};        ///< without labels at first, for classes of few images
  double ema_half_life = 20'000;  ///< of the generator's average, in images
  IdleBanks idle_banks = IdleBanks::lazy;
  /// Checkpoint, or folder of a run, whose networks this run begins with (train/start_from.hpp).
  std::filesystem::path start_from{};
  /// So many layers of the discriminator, from the image on, stay as they are: FreezeD (2002.10964).
  /// Those count that have parameters (network/frozen.hpp).
  int frozen_layers = 0;
  GuardOptions guard{};
  double minutes = 0;  ///< stop after the step that passes them; 0: no limit

  std::filesystem::path out{};  ///< folder of the run; empty: nothing is written
  bool resume = false;          ///< go on from the checkpoint in `out`
  bool force = false;           ///< begin anew although there is something in `out`
  // Each of these counts in steps and happens at the last step too; 0: then alone.
  int log_every = 50;           ///< a line of log.jsonl
  int sample_every = 500;       ///< a grid of samples
  int checkpoint_every = 1000;  ///< the checkpoint is renewed
  bool quiet = false;           ///< no progress on the terminal

  /// What else is worth keeping in run.json and in every checkpoint: where the data came from.
  std::map<std::string, JsonValue> notes{};
  /// Asked after each step; true ends the run as if it had been the last.
  std::function<bool()> stop{};
};
using TrainOptions = TrainOptionsFor<Adam>;

/// Why `train` returned.
enum class RunEnd { finished, out_of_time, stopped };

}  // namespace augury
