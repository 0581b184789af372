// SPDX-License-Identifier: MIT
// Training steps on the device against the same ones on the CPU.
#include "augury/cuda.cuh"

#include "catch.hpp"
#include "cuda/trial.hpp"
using namespace augury;

TEST_CASE("Training steps on the device follow the CPU's") {
  const auto start = trial::trained_by_cpu(0), cpu = trial::trained_by_cpu(3),
             cuda = trial::trained<Cuda>(3);
  CHECK(trial::trained<Cuda>(0) == start);
  CHECK(trial::trained<Cuda>(3) == cuda);  // to the last bit
  CHECK(trial::apart(start, cpu, cuda) < 1e-2);
}

TEST_CASE("Recorded steps on the device follow the CPU's in every precision") {
  const auto start = trial::trained_by_cpu(0), cpu = trial::trained_by_cpu(9);
  CHECK(trial::apart(start, cpu, trial::trained<Cuda>(9)) < 1e-2);
  CHECK(trial::apart(start, cpu, trial::trained<Cuda>(9, {Precision::tf32})) < 0.02);
  CHECK(trial::apart(start, cpu, trial::trained<Cuda>(9, {Precision::bf16})) < 0.2);
}

TEST_CASE("The labels' weight moves in recorded steps on the device as on the CPU") {
  const trial::Training training{.in_transition = true};
  const auto start = trial::trained_by_cpu(0), cpu = trial::trained_by_cpu(9, training);
  CHECK(trial::apart(start, cpu, trial::trained<Cuda>(9, training)) < 1e-2);
}

TEST_CASE("A device that is not there is named") {
  using Catch::Matchers::ContainsSubstring;
  CHECK_THROWS_WITH(Context<Cuda>(Machine{.device = 99}),
                    ContainsSubstring("there is no CUDA device 99"));
}
