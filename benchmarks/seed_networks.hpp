// SPDX-License-Identifier: MIT
// The networks of the seed's experiment: weight norm and PReLU (1704.03971), with plain or with
// stochastic deconvolutions in the deep half of the generator (1802.02436).
#pragma once
#include <augury/augury.hpp>

#include <array>
#include <filesystem>
#include <string>
#include <string_view>

#include "augury/data/cifar.hpp"
#include "augury/data/idx.hpp"
#include "augury/data/subset.hpp"

namespace seed {
using namespace augury;

constexpr int banks = 16;

/// Side x Side x Width, then the layers that the experiment is about, `Third` and `Fourth`.
template <int Side, int Width, class Second, class Third, class Fourth>
using Generator = Sequential<Shape<64>,  // z
                             WeightNorm<Dense<Side * Side * Width>>, Reshape<Side, Side, Width>,
                             PRelu, WeightNorm<Second>, PRelu,  //
                             WeightNorm<Third>, PRelu,          // position 5
                             WeightNorm<Fourth>, Tanh>;         // position 7

/// MNIST's digits.
struct Mnist {
  using Sample = Shape<28, 28, 1>;
  static constexpr const char* name = "mnist";
  using Plain = Generator<7, 32, Deconv<32, 3, 1>, Deconv<16>, Deconv<1>>;
  using Wide = Generator<7, 59, Deconv<59, 3, 1>, Deconv<29>, Deconv<1>>;
  using Stochastic =
      Generator<7, 32, Deconv<32, 3, 1>, StochasticDeconv<banks, 16>, StochasticDeconv<banks, 1>>;
  using Discriminator = Sequential<Sample, WeightNorm<Conv<32>>, PRelu,  // 14x14x32
                                   WeightNorm<Conv<64>>, PRelu,          //  7x 7x64
                                   WeightNorm<Dense<1>>>;                // 1

  static auto train(const std::filesystem::path& folder) {
    return read_idx<Sample>(folder, "train");
  }
  static auto test(const std::filesystem::path& folder) { return read_idx<Sample>(folder, "t10k"); }
};

/// CIFAR-10's images.
struct Cifar10 {
  using Sample = Shape<32, 32, 3>;
  static constexpr const char* name = "cifar10";
  using Plain = Generator<4, 48, Deconv<48>, Deconv<24>, Deconv<3>>;
  using Wide = Generator<4, 109, Deconv<109>, Deconv<54>, Deconv<3>>;
  using Stochastic =
      Generator<4, 48, Deconv<48>, StochasticDeconv<banks, 24>, StochasticDeconv<banks, 3>>;
  using Discriminator = Sequential<Sample, WeightNorm<Conv<24>>, PRelu,  // 16x16x24
                                   WeightNorm<Conv<48>>, PRelu,          //  8x 8x48
                                   WeightNorm<Conv<96>>, PRelu,          //  4x 4x96
                                   WeightNorm<Dense<1>>>;                // 1

  static auto train(const std::filesystem::path& folder) { return read_cifar10(folder, "train"); }
  static auto test(const std::filesystem::path& folder) { return read_cifar10(folder, "test"); }
};

enum class Network { plain, wide, stochastic };

/// What is compared: a network, how it chooses its banks, and what becomes of those that idle.
struct Variant {
  const char* name;
  Network network;
  Choice choice = Choice::stratified;
  IdleBanks idle = IdleBanks::lazy;
};
inline constexpr std::array variants{
    Variant{"plain", Network::plain},
    Variant{"wide", Network::wide},
    Variant{"stratified", Network::stochastic},
    Variant{"per_image", Network::stochastic, Choice::per_image},
    Variant{"per_image_dense", Network::stochastic, Choice::per_image, IdleBanks::dense},
    Variant{"per_batch", Network::stochastic, Choice::per_batch},
    Variant{"per_batch_dense", Network::stochastic, Choice::per_batch, IdleBanks::dense}};

inline const Variant& variant_of(const std::string& name) {
  std::string known;
  for (const Variant& v : variants) {
    if (name == v.name) return v;
    known += (known.empty() ? "" : ", ") + std::string(v.name);
  }
  throw UsageError("--variant takes one of " + known + ", not '" + name + "'");
}

/// Sets how the stochastic layers of a generator choose their banks.
template <class Generator_>
void choose_banks(Generator_& layers, Choice choice) {
  const auto set_choice = [&](auto& layer) {
    if constexpr (requires { layer.layer.choice; }) layer.layer.choice = choice;
  };
  set_choice(layers.template layer<5>());
  set_choice(layers.template layer<7>());
}

}  // namespace seed
