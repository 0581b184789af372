// SPDX-License-Identifier: MIT
// A training in a few steps, of networks that use most kernels, for any backend.
#pragma once
#include <algorithm>
#include <cmath>
#include <type_traits>
#include <vector>

#include "augury/toolkit.hpp"

namespace trial {
using namespace augury;

using Generator = Sequential<Shape<8>, JoinLabel<4>, Dense<4 * 4 * 6>, Reshape<4, 4, 6>, BatchNorm,
                             Relu, StochasticDeconv<3, 5>, PRelu, Upsample<2>,
                             StochasticDeconv<4, 5, 3, 1>, PRelu, WeightNorm<Conv<3, 3, 1>>, Tanh>;
using Discriminator = Sequential<Generator::Output, DiffAugment, SpectralNorm<Conv<6>>, LeakyRelu,
                                 Residual<Conv<6, 3, 1>, LeakyRelu>, AveragePool<2>, Dense<12>,
                                 LeakyRelu, Projection>;

struct Training {
  Precision precision = Precision::fp32;
  int discriminator_steps = 1;
  bool in_transition = false;  ///< labels come to count in the first eight steps
};

/// The weights of both networks and the generator's average after some steps.
template <class Backend>
std::vector<float> trained(int steps, Training training = {}) {
  Gan<Generator, Discriminator, Backend> gan{
      {.seed = 4, .threads = 1, .precision = training.precision}};
  gan.generator_layers.template layer<8>().choice = Choice::latent;
  gan.prepare({"a", "b", "c"});
  Objective objective(RelativisticPairing{}, R1{0.3f}, R2{{0.3f}}, WganGp{1});
  Step<decltype(gan), decltype(objective), Adam> step(
      gan, {.batch = 7, .discriminator_steps = training.discriminator_steps}, objective, Adam{},
      Adam{});
  std::vector<float> pixels(7 * Generator::Output::size);
  const std::vector<std::int32_t> labels{0, 1, 2, 1, 0, 2, 1};
  for (std::uint64_t i = 0; i < static_cast<std::uint64_t>(steps); ++i) {
    for (std::size_t j = 0; j < pixels.size(); ++j)
      pixels[j] = std::tanh(normal<float>(Key{9, Purpose::user}, i * pixels.size() + j));
    if (training.in_transition) gan.label_weight = std::min(1.0f, static_cast<float>(i) / 8);
    const float factor = 1.0f / static_cast<float>(1 + i % 3);
    step.run(i, factor, [&](int) { return HostBatch{pixels, labels}; });
  }
  if (std::is_same_v<Backend, Cuda> && steps > 3 && !step.recorded())
    throw Error("the steps were not recorded");
  std::vector<float> all;
  const auto add = [&](const Buffer<float, Backend>& some) {
    std::vector<float> numbers(some.size());
    download(gan.context(), std::span<float>(numbers), static_cast<const float*>(some.data()));
    all.insert(all.end(), numbers.begin(), numbers.end());
  };
  add(gan.generator().values());
  add(gan.discriminator().values());
  add(gan.average());
  return all;
}
/// How far two arrays lie apart, as a share of how far the first has moved since `start`.
inline double apart(const std::vector<float>& start, const std::vector<float>& one,
                    const std::vector<float>& other) {
  double moved = 0, between = 0;
  for (std::size_t i = 0; i < one.size(); ++i) {
    moved += std::abs(double(one[i]) - double(start[i]));
    between += std::abs(double(one[i]) - double(other[i]));
  }
  return between / moved;
}

/// What the CPU makes of it, for programs that are compiled without it.
std::vector<float> trained_by_cpu(int steps, Training training = {});

}  // namespace trial
