// SPDX-License-Identifier: MIT
// Checkpoints: loaded to generate, and resumed. Whatever the file says, the numbers are finite.
#include "augury/train/checkpoint.hpp"

#include <algorithm>
#include <cmath>

#include "augury/train/guard_state.hpp"
#include "fuzz/input.hpp"
#include "fuzz/tiny_gan.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto path = fuzz::file_of(fuzz::text_of(data, size));
  static fuzz::TinyGan loaded{{.seed = 1, .threads = 1}}, resumed = fuzz::tiny_gan();
  static fuzz::TinyStep step = fuzz::tiny_step(resumed);
  fuzz::expect_errors_alone([&] {
    const auto info = augury::load_checkpoint(path, loaded);
    const auto& weights = loaded.generator().values();
    fuzz::require(std::all_of(weights.data(), weights.data() + weights.size(),
                              [](float weight) { return std::isfinite(weight); }),
                  "checkpoint: weights are finite");
    const auto guard = augury::GuardState::from(info.options);
    fuzz::require(std::isfinite(guard.factor) && std::isfinite(guard.widest),
                  "checkpoint: what the guard remembers is finite");
  });
  augury::Snapshot good;
  fuzz::expect_errors_alone([&] { augury::resume_checkpoint(path, resumed, step, &good); });
  return 0;
}
