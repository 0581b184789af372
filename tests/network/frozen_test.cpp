// SPDX-License-Identifier: MIT
#include "augury/network/frozen.hpp"

#include <augury/augury.hpp>

#include "catch.hpp"
#include "io/temporary_folder.hpp"
using namespace augury;

namespace {

using Picture = Shape<8, 8, 1>;
using Network = Sequential<Picture, DiffAugment, Sequential<SpectralNorm<Conv<2>>, LeakyRelu>,
                           Residual<Conv<2, 3, 1>, BatchNorm>, Dense<4>, Projection>;

std::vector<std::string> frozen_names(int layers) {
  const auto layout = layout_of<Network::Layers, Picture>(2);
  std::vector<std::string> names;
  for (std::size_t i = 0; i < layout.size(); ++i)
    if (layout[i].trained && !with_frozen(layout, layers)[i].trained)
      names.push_back(layout[i].name);
  return names;
}

/// What the layers of a network were told.
template <int Id>
struct Spy {
  static inline bool tracks = false;
  template <class In>
  using Output = In;
  template <class In>
  using Params = Shapes<Shape<1>, Fixed<Shape<1>>>;
  template <class In>
  using Saved = Shapes<>;
  void forward(auto& ctx, auto f) const {
    tracks = f.track;
    map(ctx, set, op::Identity{}, f.y, f.x);  // (N, In)
  }
  void backward(auto& ctx, auto, auto dy, auto dx, auto) const {
    map(ctx, set, op::Identity{}, dx, dy);  // (N, In)
  }
};

}  // namespace

TEST_CASE("layers with trained parameters are frozen in order, inside of others too") {
  using Names = std::vector<std::string>;
  CHECK(frozen_names(0) == Names{});
  CHECK(frozen_names(1) == Names{"1.0.weight_orig", "1.0.bias"});
  CHECK(frozen_names(2) == Names{"1.0.weight_orig", "1.0.bias", "2.0.weight", "2.0.bias"});
  CHECK(frozen_names(3).back() == "2.1.bias");
  CHECK(frozen_names(4).back() == "3.bias");
  const auto layout = layout_of<Network::Layers, Picture>(2);
  for (const int layers : {-1, 5, 6}) {
    const std::string text = sentence<UsageError>([&] { frozen_entries(layout, layers); });
    INFO(text);
    CHECK(contains(text, "--freeze " + std::to_string(layers) + " cannot be"));
    CHECK(contains(text, "has 5 layers with parameters"));
    CHECK(contains(text, "give 0 to 4"));
  }
}

TEST_CASE("a frozen layer is told not to track, wherever it is nested") {
  using Nested = Sequential<Picture, LeakyRelu, Sequential<Spy<0>, LeakyRelu, Residual<Spy<1>>>,
                            Sequential<Spy<2>>, Spy<3>>;
  Context<Cpu> ctx(1);
  Model<Nested> model(ctx, 0);
  for (const bool track : {true, false})
    for (int layers = 0; layers < 4; ++layers) {
      Activations<Nested::Layers, Picture, Plain<float>> pass(ctx, 1);
      Conditions conditions;
      conditions.track = track;
      conditions.frozen = frozen_entries(model.layout(), layers);
      pass.forward(ctx, model.layers(), model.parameters(), conditions);
      INFO(layers << " layers frozen, " << track);
      CHECK(Spy<0>::tracks == (track && layers < 1));
      CHECK(Spy<1>::tracks == (track && layers < 2));
      CHECK(Spy<2>::tracks == (track && layers < 3));
      CHECK(Spy<3>::tracks == track);
    }
}
