// SPDX-License-Identifier: MIT
// Two small pairs of networks and images for them, for tests of the training step.
#pragma once
#include <algorithm>
#include <cmath>
#include <vector>

#include "augury/augury.hpp"
#include "augury/train/step.hpp"

namespace step_pairs {
using namespace augury;

using Generator =
    Sequential<Shape<6>, JoinLabel<3>, Dense<2 * 2 * 8>, Reshape<2, 2, 8>, BatchNorm, PRelu,
               StochasticDeconv<3, 6>, LeakyRelu, StochasticDeconv<16, 1>, Tanh>;
using Discriminator =
    Sequential<Shape<8, 8, 1>, Conv<6>, LeakyRelu, Conv<8>, BatchNorm, LeakyRelu, Projection>;
using Pair = Gan<Generator, Discriminator>;

// Without labels, and without batch statistics, for losses on a fixed batch.
using Plain_ = Gan<Sequential<Shape<6>, Dense<2 * 2 * 8>, Reshape<2, 2, 8>, LeakyRelu, Deconv<6>,
                              LeakyRelu, Deconv<1>, Tanh>,
                   Sequential<Shape<8, 8, 1>, Conv<6>, LeakyRelu, Conv<8>, LeakyRelu, Dense<1>>>;

// With a discriminator that names the class.
using Named =
    Gan<Sequential<Shape<6>, JoinLabel<3>, Dense<2 * 2 * 8>, Reshape<2, 2, 8>, LeakyRelu, Deconv<6>,
                   LeakyRelu, Deconv<1>, Tanh>,
        Sequential<Shape<8, 8, 1>, Conv<6>, LeakyRelu, Conv<8>, LeakyRelu, AuxiliaryClassifier>>;

inline constexpr int batch = 12;

/// Images that lie apart from anything a young generator makes.
struct Images {
  std::vector<float> pixels = std::vector<float>(batch * 64);
  std::vector<std::int32_t> labels = std::vector<std::int32_t>(batch);
  explicit Images(std::uint32_t stream = 0) {
    const Key key = Key{17, Purpose::user}.child(stream);
    for (std::size_t i = 0; i < pixels.size(); ++i)
      pixels[i] = 0.5f + 0.5f * uniform<float>(key, i) - 0.6f * float(i % 8 == 3);
    for (std::size_t i = 0; i < labels.size(); ++i) labels[i] = std::int32_t(i % 3);
  }
  auto next() const {
    return [this](int) { return HostBatch{pixels, labels}; };
  }
};
inline const Images images;

template <class B>
std::vector<float> copy(const B& buffer) {
  return {buffer.data(), buffer.data() + buffer.size()};
}

/// All weights of a Gan, one after the other.
template <class G>
std::vector<float> weights(G& gan) {
  auto all = copy(gan.generator().values());
  for (const auto& more : {copy(gan.discriminator().values()), copy(gan.average())})
    all.insert(all.end(), more.begin(), more.end());
  return all;
}
inline bool finite(const std::vector<float>& all) {
  return std::all_of(all.begin(), all.end(), [](float x) { return std::isfinite(x); });
}

template <class G>
G young(std::uint64_t seed = 1, int threads = 2) {
  G gan{{.seed = seed, .threads = threads}};
  gan.prepare({"a", "b", "c"});
  return gan;
}

inline const Adam quick{.learning_rate = 5e-3f};
inline const StepOptions twelve{.batch = batch};

}  // namespace step_pairs
