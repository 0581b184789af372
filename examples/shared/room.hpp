// SPDX-License-Identifier: MIT
// What to do where a device has no room for a training step: which --batch fits is tried.
#pragma once
#include <string>

#include "recipe.hpp"

#include "augury/core/error.hpp"
#include "augury/train/generate.hpp"
#include "augury/train/trainer.hpp"

namespace program {

/// Of the half of a batch, its quarter and so on, the first whose step there is room for, with what
/// a run takes besides; 0 where there is none. Ends the Gan.
template <class R, class Networks, augury::Dataset D>
int batch_with_room(Networks& gan, const D& images, augury::TrainOptions run) {
  augury::TrainOptions one;
  one.batch = run.batch;
  one.quiet = true;
  one.stop = [&] {  // asked after the first step, while all its memory is taken
    augury::Sampler<Networks> of_grids(gan), of_best(gan);
    return true;
  };
  while ((one.batch /= 2) > 0) try {
      gan = Networks(gan.options);  // what the try before took is given back
      augury::train(gan, images, one, R::objective(one.batch));
      return one.batch;
    } catch (const augury::OutOfMemory&) {
    }
  return 0;
}

/// compute(), which trains a Gan as `run` says. Where there is no room for that, throws an Error that
/// names a batch for which there is.
template <class R, class Networks, augury::Dataset D, class Compute>
auto with_room(Networks& gan, const D& images, const augury::TrainOptions& run, Compute compute) {
  const std::string machine = describe_machine(gan.context());
  try {
    return compute();
  } catch (const augury::OutOfMemory&) {
  }
  // Only here, with the exception gone, has the memory come back.
  const int batch = batch_with_room<R>(gan, images, run);
  throw augury::Error(
      "there is no room for --batch " + std::to_string(run.batch) + " on " + machine + "; " +
      (batch > 0 ? "--batch " + std::to_string(batch) + " fits"
                 : "not even --batch 1 fits, so use another device or --device cpu"));
}

}  // namespace program
