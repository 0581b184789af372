// SPDX-License-Identifier: MIT
#include "augury/network/model.hpp"

#include <tuple>
#include <vector>

#include "augury/augury.hpp"
#include "catch.hpp"
using namespace augury;

namespace {
using Network = Sequential<Shape<3>, JoinLabel<2>, Dense<8>, Reshape<2, 2, 2>,
                           Sequential<StochasticDeconv<3, 4>, BatchNorm>, LeakyRelu, Projection>;
Context<Cpu> ctx{1};

/// The values that a pack of views shows, one view after the other.
template <class Views>
std::vector<const float*> addresses(const Views& views) {
  std::vector<const float*> all;
  std::apply(
      [&](auto... view) {
        ((all.insert(all.end(), {view.data, view.data + view.size()})), ...);
      },
      views);
  return all;
}
}  // namespace

TEST_CASE("Model: views cover the flat arrays from end to end, in the order of the layout") {
  for (const int classes : {0, 4}) {
    Model<Network> model(ctx, classes);
    const auto ends = addresses(model.parameters());
    REQUIRE(ends.size() == 2 * model.layout().size());
    const float* at = model.values().data();
    for (std::size_t i = 0; i < ends.size(); i += 2) {
      CHECK(ends[i] == at);
      CHECK(ends[i] - model.values().data() ==
            static_cast<std::ptrdiff_t>(model.layout()[i / 2].offset));
      at = ends[i + 1];
    }
    CHECK(at == model.values().data() + model.size());
    CHECK(model.gradients().size() == model.size());
    CHECK(addresses(model.add_gradients()).front() == model.gradients().data());
  }
}

TEST_CASE("Model: the number of classes decides the size alone") {
  const std::size_t per_class = 2 + 4 * 4 * 4;  // an embedding, and a row of the projection
  const Model<Network> none(ctx, 0), four(ctx, 4);
  CHECK(four.size() == none.size() + 4 * per_class);
  CHECK(four.classes() == 4);
}

TEST_CASE("Model: parameters can be read from another array of the same layout") {
  Model<Network> model(ctx, 2);
  const Buffer<float, Cpu> average(ctx, model.size());
  const auto ends = addresses(model.parameters(average));
  CHECK(ends.front() == average.data());
  CHECK(ends.back() == average.data() + model.size());
}

TEST_CASE("Model: a backward pass adds to the gradients, or leaves them alone") {
  Model<Network> model(ctx, 2);
  const auto start = initial_values<float>(model.layout(), model.size(), Key{3, Purpose::init});
  upload(ctx, model.values().data(), std::span<const float>(start));
  Activations<Network::Layers, Network::Input, Plain<float>> pass(ctx, 4);
  for (int i = 0; i < pass.x.size(); ++i) pass.x.data[i] = 0.1f * static_cast<float>(i % 7 - 3);
  for (int i = 0; i < 4; ++i) pass.dy.data[i] = 1;
  const auto gradients = [&](auto into) {
    pass.forward(ctx, model.layers(), model.parameters(), {});
    pass.backward(ctx, model.layers(), Discard{}, into);
    return std::vector<float>(model.gradients().data(), model.gradients().data() + model.size());
  };
  const auto once = gradients(model.add_gradients());
  CHECK(once != std::vector<float>(model.size()));
  CHECK(gradients(model.no_gradients()) == once);
  const auto twice = gradients(model.add_gradients());
  for (std::size_t i = 0; i < once.size(); ++i) {
    INFO(i);
    CHECK(twice[i] == Approx(2 * once[i]).margin(1e-5));
  }
  model.zero_gradients(ctx);
  CHECK(gradients(model.no_gradients()) == std::vector<float>(model.size()));
}

TEST_CASE("Model: the numbers of its layers are those of the network it was given") {
  Network network;
  network.layer<4>().slope = 0.5f;
  Model<Network> model(ctx, 0, network);
  CHECK(model.layers().layer<4>().slope == 0.5f);
  model.network().layer<4>().slope = 0.75f;
  CHECK(model.layers().layer<4>().slope == 0.75f);
}
