// SPDX-License-Identifier: MIT
// Checkpoints go from one backend to the other, where CUDA's programs are run by the host.
#define AUGURY_CUDA_ON_HOST
#include "augury/train/checkpoint.hpp"

#include <cmath>

#include "augury/cuda.cuh"
#include "augury/train/trainer.hpp"
#include "catch.hpp"
#include "io/temporary_folder.hpp"
#include "train/small_gan.hpp"
using namespace augury;

namespace {

template <class Backend>
using GanOn = Gan<small::Generator, small::Discriminator, Backend>;

/// Values of both networks and of the average.
template <class Backend>
std::vector<float> weights(GanOn<Backend>& gan) {
  std::vector<float> all;
  const auto append = [&](const auto& buffer) {
    std::vector<float> part(buffer.size());
    download(gan.context(), std::span<float>(part), static_cast<const float*>(buffer.data()));
    all.insert(all.end(), part.begin(), part.end());
  };
  append(gan.generator().values()), append(gan.discriminator().values()), append(gan.average());
  return all;
}

/// What a run that is stopped after 4 of 8 steps comes to; its folder keeps the checkpoint.
template <class Backend>
std::vector<float> train_part(const std::filesystem::path& out, std::uint64_t until, bool resume) {
  GanOn<Backend> gan{{.seed = 5, .threads = 1}};
  TrainOptions options = small::quick(8);
  options.generator = options.discriminator = Adam{.learning_rate = 2e-3f};
  options.schedule = {Schedule::Shape::linear};
  options.out = out;
  options.resume = resume;
  options.stop = [&, steps = resume ? 4u : 0u]() mutable { return ++steps == until; };
  train(gan, small::data(20), options);
  REQUIRE(gan.steps == until);
  return weights(gan);
}

double distance(const std::vector<float>& one, const std::vector<float>& other) {
  double sum = 0;
  for (std::size_t i = 0; i < one.size(); ++i)
    sum += std::abs(static_cast<double>(one[i]) - static_cast<double>(other[i]));
  return sum;
}

template <class First, class Second>
void expect_to_go_on(const std::vector<float>& whole) {
  TemporaryFolder folder;
  const auto half = train_part<First>(folder / "run", 4, false);
  const auto end = train_part<Second>(folder / "run", 8, true);
  CHECK(distance(half, whole) > 0);
  CHECK(distance(end, whole) < 1e-3 * distance(half, whole));
}

}  // namespace

TEST_CASE("a run that is begun on one backend goes on, on the other") {
  TemporaryFolder folder;
  const auto whole = train_part<Cpu>(folder / "run", 8, false);
  expect_to_go_on<Cpu, Cuda>(whole);
  expect_to_go_on<Cuda, Cpu>(whole);
}

TEST_CASE("a checkpoint is the same file on both backends") {
  TemporaryFolder folder;
  train_part<Cpu>(folder / "run", 4, false);
  GanOn<Cuda> on_cuda{{.seed = 5}};
  load_checkpoint(folder / "run" / checkpoint_name, on_cuda);
  save_checkpoint(folder / "cuda", on_cuda);
  GanOn<Cpu> on_cpu{{.seed = 5}};
  load_checkpoint(folder / "cuda", on_cpu);
  save_checkpoint(folder / "cpu", on_cpu);
  CHECK(weights(on_cpu) == weights(on_cuda));
  CHECK(text_of(folder / "cpu") == text_of(folder / "cuda"));

  Sampler made_by_cpu(on_cpu, 3);
  Sampler made_by_cuda(on_cuda, 3);
  const std::vector<std::int32_t> labels{0, 1, 2};
  const auto one = made_by_cpu.make(1, 0, labels), other = made_by_cuda.make(1, 0, labels);
  for (std::size_t i = 0; i < one.size(); ++i) CHECK(std::abs(one[i] - other[i]) < 1e-5f);
}
