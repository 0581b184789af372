// SPDX-License-Identifier: MIT
// Layers of the discriminator that a training leaves as they are.
#include <algorithm>
#include <vector>

#include "augury/train/trainer.hpp"
#include "catch.hpp"
#include "io/temporary_folder.hpp"
#include "train/small_gan.hpp"
using namespace augury;

namespace {

using Judge = Sequential<small::Generator::Output, SpectralNorm<Conv<4>>, LeakyRelu, Conv<4>,
                         BatchNorm, LeakyRelu, Dense<6>, LeakyRelu, Projection>;
using Pair = Gan<small::Generator, Judge>;

std::vector<float> discriminator(Pair& gan) {
  return detail::on_host(gan.context(), gan.discriminator().values());
}

/// The names of the discriminator's parameters that 20 steps change.
template <class Rule, class Objective_>
std::vector<std::string> moved(int frozen_layers, Objective_ objective) {
  const small::Data data = small::data(20);
  Pair gan{{.seed = 3}};
  gan.prepare({"a", "b", "c"});
  const auto before = discriminator(gan);
  TrainOptionsFor<Rule> options;
  options.steps = 20;
  options.batch = 6;
  options.quiet = true;
  options.frozen_layers = frozen_layers;
  train(gan, data, options, objective);
  const auto after = discriminator(gan);
  std::vector<std::string> names;
  for (const Parameter& p : gan.discriminator().layout()) {
    const auto begin = static_cast<std::ptrdiff_t>(p.offset);
    if (!std::equal(before.begin() + begin, before.begin() + begin + std::ptrdiff_t(p.total()),
                    after.begin() + begin))
      names.push_back(p.name);
  }
  return names;
}

using Names = std::vector<std::string>;
const Names all{"0.weight_orig", "0.bias",   "0.weight_u",     "2.weight",      "2.bias",
                "3.weight",      "3.bias",   "3.running_mean", "3.running_var", "5.weight",
                "5.bias",        "7.weight", "7.bias",         "7.embedding"};

template <class Rule, class Objective_>
void check_frozen(Objective_ objective) {
  CHECK((moved<Rule>(0, objective)) == all);
  CHECK((moved<Rule>(1, objective)) == Names(all.begin() + 3, all.end()));
  CHECK((moved<Rule>(2, objective)) == Names(all.begin() + 5, all.end()));
  CHECK((moved<Rule>(3, objective)) == Names(all.begin() + 9, all.end()));
}

}  // namespace

TEST_CASE("frozen layers keep weights and statistics bit for bit, and the others learn") {
  check_frozen<Adam>(Objective<NonSaturating, R1>(NonSaturating{}, R1{1}));
  check_frozen<RmsProp>(Objective<NonSaturating>{});
  check_frozen<Sgd>(Objective<Hinge>{});
}

TEST_CASE("a clip of the weights leaves frozen layers alone") {
  Names names(all.begin() + 5, all.end());
  std::erase(names, "7.bias");  // it cancels in the difference that this loss is
  const Wasserstein clipped{.weight_clip = 1e-3f};
  CHECK((moved<RmsProp>(2, Objective<Wasserstein>{clipped})) == names);
}

TEST_CASE("layers that are not there cannot be frozen, and nothing is written") {
  const small::Data data = small::data(20);
  TemporaryFolder folder;
  TrainOptions options = small::quick(2);
  options.out = folder / "run";
  for (const int layers : {-1, 2, 9}) {
    options.frozen_layers = layers;
    small::Gan gan{{.seed = 3}};
    const std::string text = sentence<UsageError>([&] { train(gan, data, options); });
    INFO(text);
    CHECK(contains(text, "has 2 layers with parameters"));
    CHECK(contains(text, "give 0 to 1"));
    CHECK_FALSE(gan.prepared());
    CHECK_FALSE(std::filesystem::exists(options.out));
  }
}
