// SPDX-License-Identifier: MIT
// Shapes, order and nesting of stacks. That stacks keep the laws of a layer: tests/laws.
#include "augury/network/sequential.hpp"

#include <string>
#include <type_traits>
#include <vector>

#include "augury/augury.hpp"
#include "catch.hpp"
using namespace augury;

namespace {

Context<Cpu> ctx{1};

/// y = 10 x + Digit: a row of them writes its order into the number.
template <int Digit>
struct Append : Pointwise {
  struct Value {
    template <class S>
    S operator()(S x) const {
      return S(10) * x + S(Digit);
    }
  };
  struct Derivative {
    template <class S>
    S operator()(S dy) const {
      return S(10) * dy;
    }
  };
  void forward(auto& c, auto f) const { map(c, set, Value{}, f.y, f.x); }
  void backward(auto& c, auto, auto dy, auto dx, auto) const { map(c, set, Derivative{}, dx, dy); }
};

template <class Network>
struct Run {
  Model<Network> model{ctx, 0};
  Activations<typename Network::Layers, typename Network::Input, Plain<float>> pass;
  explicit Run(int n) : pass(ctx, n) {}
  void forward(Conditions conditions = {}) {
    pass.forward(ctx, model.layers(), model.parameters(), conditions);
  }
};

}  // namespace

TEST_CASE("Sequential: shapes go from layer to layer") {
  using Network = Sequential<Shape<100>, Dense<4 * 4 * 8>, Reshape<4, 4, 8>,
                             Sequential<Deconv<16>, PRelu, Deconv<3>>, Tanh>;
  CHECK(std::is_same_v<Network::Input, Shape<100>>);
  CHECK(std::is_same_v<Network::Output, Shape<16, 16, 3>>);
  CHECK(std::is_same_v<Network::Layers::ShapeAt<Shape<100>, 3>, Shape<16, 16, 3>>);
  CHECK(std::is_same_v<Network::Layers::ShapeAt<Shape<100>, 2>, Shape<4, 4, 8>>);
  CHECK(Network::Layers::fits<Shape<100>>);
}

TEST_CASE("Sequential: layers keep their own numbers behind layers that have none") {
  Sequential<Shape<4, 4, 2>, Relu, BatchNorm, Tanh, Dropout, Sequential<Sigmoid, LeakyRelu>> net;
  CHECK(net.layer<1>().epsilon == BatchNorm{}.epsilon);
  CHECK(net.layer<1>().momentum == BatchNorm{}.momentum);
  CHECK(net.layer<3>().rate == Dropout{}.rate);
  CHECK(net.layer<4>().layer<1>().slope == LeakyRelu{}.slope);
}

TEST_CASE("Sequential: layers run in order, and backward in reverse") {
  Run<Sequential<Shape<1>, Append<1>, Append<2>, Append<3>>> run(1);
  run.pass.x.data[0] = 7;
  run.forward();
  CHECK(run.pass.y.data[0] == 7123);
  run.pass.dy.data[0] = 1;
  run.pass.backward(ctx, run.model.layers(), run.pass.dx, run.model.add_gradients());
  CHECK(run.pass.dx.data[0] == 1000);
}

TEST_CASE("Sequential: of one layer, or of none but a stack, is that layer") {
  Run<Sequential<Shape<1>, Append<4>>> one(1);
  Run<Sequential<Shape<1>, Sequential<Sequential<Append<4>>>>> nested(1);
  one.pass.x.data[0] = nested.pass.x.data[0] = 2;
  one.forward(), nested.forward();
  CHECK(one.pass.y.data[0] == 24);
  CHECK(nested.pass.y.data[0] == 24);
}

TEST_CASE("Sequential: nesting changes neither parameters nor results") {
  using Flat = Sequential<Shape<5>, Dense<16>, Reshape<2, 2, 4>, PRelu, Deconv<3>, Tanh, Dense<2>>;
  using Nested = Sequential<Shape<5>, Sequential<Dense<16>, Reshape<2, 2, 4>>,
                            Sequential<PRelu, Sequential<Deconv<3>, Tanh>>, Dense<2>>;
  Run<Flat> flat(3);
  Run<Nested> nested(3);
  REQUIRE(flat.model.size() == nested.model.size());
  const auto values =
      initial_values<float>(flat.model.layout(), flat.model.size(), Key{5, Purpose::init});
  const auto result = [&](auto& run) {
    upload(ctx, run.model.values().data(), std::span<const float>(values));
    for (int i = 0; i < 15; ++i) run.pass.x.data[i] = static_cast<float>(i % 4) - 1.5f;
    for (int i = 0; i < 6; ++i) run.pass.dy.data[i] = static_cast<float>(i) - 2;
    run.forward();
    run.pass.backward(ctx, run.model.layers(), run.pass.dx, run.model.add_gradients());
    std::vector<float> all(run.pass.y.data, run.pass.y.data + 6);
    all.insert(all.end(), run.pass.dx.data, run.pass.dx.data + 15);
    all.insert(all.end(), run.model.gradients().data(),
               run.model.gradients().data() + run.model.size());
    return all;
  };
  const auto all = result(flat);
  CHECK(all == result(nested));
  CHECK(all[0] != all[2]);
}

TEST_CASE("Sequential: each stochastic layer writes its own routes, through every stack") {
  using Network = Sequential<Shape<1, 1, 2>, StochasticDeconv<4, 2>,
                             Sequential<LeakyRelu, StochasticDeconv<4, 2>>, StochasticDeconv<4, 1>>;
  CHECK(Network::Layers::routes == 3);
  Run<Network> run(8);
  run.model.network().layer<0>().choice = Choice::fixed;
  run.model.network().layer<0>().fixed_bank = 3;
  run.model.network().layer<2>().choice = Choice::fixed;
  run.model.network().layer<2>().fixed_bank = 1;
  Conditions conditions;
  conditions.key = Key{1, Purpose::layer};
  run.forward(conditions);
  const std::int32_t* routes = run.pass.route_data();
  CHECK(std::vector(routes, routes + 8) == std::vector<std::int32_t>(8, 3));
  CHECK(std::vector(routes + 16, routes + 24) == std::vector<std::int32_t>(8, 1));
  std::vector<int> uses(4);
  for (int i = 8; i < 16; ++i) ++uses.at(static_cast<std::size_t>(routes[i]));
  CHECK(uses == std::vector{2, 2, 2, 2});  // stratified
}

TEST_CASE("Sequential: equal layers at two places draw different numbers") {
  using Layer = StochasticDeconv<64, 1, 1, 1>;
  Run<Sequential<Shape<1, 1, 1>, Layer, Layer>> run(64);
  Conditions conditions;
  conditions.key = Key{1, Purpose::layer};
  run.forward(conditions);
  const std::int32_t* routes = run.pass.route_data();
  CHECK(std::vector(routes, routes + 64) != std::vector(routes + 64, routes + 128));
}

TEST_CASE("Sequential: each() visits the layers in order with the shapes they are offered") {
  std::string seen;
  Stack<Dense<8>, Tanh, Dense<3>>::each<Shape<2>>([&]<class L, class In>(int position) {
    seen += std::to_string(position) + ":" + In::name() + " ";
  });
  CHECK(seen == "0:2 1:8 2:8 ");
}
