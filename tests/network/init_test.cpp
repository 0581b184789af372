// SPDX-License-Identifier: MIT
#include "augury/network/init.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "augury/augury.hpp"
#include "catch.hpp"
using namespace augury;

namespace {

using Layers = Stack<Dense<4 * 4 * 32>, Reshape<4, 4, 32>, PRelu, BatchNorm, Deconv<64>,
                     StochasticDeconv<4, 32>, Conv<64, 3, 1>, Conv<64, 3, 1>>;
using In = Shape<100>;
const Key key{7, Purpose::init};

std::vector<float> values(Key from = key, float gain = 1) {
  const auto layout = layout_of<Layers, In>(0);
  return initial_values<float>(layout, layout.back().offset + layout.back().total(), from, gain);
}

struct Moments {
  double mean = 0, variance = 0;
};
template <class T>
Moments moments(const T* data, std::size_t count) {
  Moments m;
  for (std::size_t i = 0; i < count; ++i) m.mean += static_cast<double>(data[i]);
  m.mean /= static_cast<double>(count);
  for (std::size_t i = 0; i < count; ++i) {
    const double d = static_cast<double>(data[i]) - m.mean;
    m.variance += d * d;
  }
  m.variance /= static_cast<double>(count);
  return m;
}

}  // namespace

TEST_CASE("Init: weights have mean 0 and variance gain^2 / fan-in") {
  for (const float gain : {1.0f, 2.0f}) {
    const auto all = values(key, gain);
    int weights = 0;
    for (const Parameter& p : layout_of<Layers, In>(0)) {
      if (p.info.init != Init::normal) continue;
      ++weights;
      INFO(p.name << ", gain " << gain);
      const double wanted = static_cast<double>(gain * gain / p.info.value);
      const double n = static_cast<double>(p.total());
      const Moments m = moments(all.data() + p.offset, p.total());
      CHECK(std::abs(m.mean) < 5 * std::sqrt(wanted / n));
      CHECK(std::abs(m.variance / wanted - 1) < 5 * std::sqrt(2 / n));
    }
    CHECK(weights == 5);
  }
}

TEST_CASE("Init: the fan-in is what one output sums over") {
  const auto layout = layout_of<Layers, In>(0);
  const auto fan = [&](const std::string& name) {
    return std::ranges::find(layout, name, &Parameter::name)->info.value;
  };
  CHECK(fan("0.weight") == 100);
  CHECK(fan("4.weight") == 4 * 4 * 32 / 4);  // a stride of 2 leaves each output 2x2 of 4x4 taps
  CHECK(fan("5.weight") == 4 * 4 * 64 / 4);
  CHECK(fan("6.weight") == 3 * 3 * 32);
}

TEST_CASE("Init: activations keep their scale through a linear network at the start") {
  using Linear = Sequential<Shape<64>, Dense<4 * 4 * 64>, Reshape<4, 4, 64>, Deconv<48>, Conv<32>,
                            Conv<32, 3, 1>, Dense<50>>;
  Context<Cpu> ctx{1};
  Model<Linear> model(ctx, 0);
  const auto all = initial_values<float>(model.layout(), model.size(), key);
  upload(ctx, model.values().data(), std::span<const float>(all));
  Activations<Linear::Layers, Linear::Input, Plain<float>> pass(ctx, 64);
  for (int i = 0; i < pass.x.size(); ++i)
    pass.x.data[i] = normal<float>(Key{1, Purpose::user}, static_cast<std::uint64_t>(i));
  pass.forward(ctx, model.layers(), model.parameters(), {});
  const double variance = moments(pass.y.data, static_cast<std::size_t>(pass.y.size())).variance;
  CHECK(variance > 0.4);  // borders lose some
  CHECK(variance < 1.5);
}

TEST_CASE("Init: constants are where layers want them, biases are 0") {
  const auto all = values();
  for (const Parameter& p : layout_of<Layers, In>(0)) {
    INFO(p.name);
    const auto from = all.begin() + static_cast<std::ptrdiff_t>(p.offset);
    const auto is = [&](float wanted) {
      return std::all_of(from, from + static_cast<std::ptrdiff_t>(p.total()),
                         [=](float value) { return value == wanted; });
    };
    if (p.name == "2.weight") CHECK(is(0.25f));
    if (p.name == "3.weight" || p.name == "3.running_var") CHECK(is(1));
    if (p.name == "3.running_mean" || p.name.ends_with("bias")) CHECK(is(0));
  }
}

TEST_CASE("Init: a pure function of the seed, and other numbers for every parameter") {
  CHECK(values() == values());
  const auto all = values(), other = values(Key{8, Purpose::init});
  const auto child = values(key.child(1));
  const auto layout = layout_of<Layers, In>(0);
  std::vector<const Parameter*> normals;
  for (const Parameter& p : layout)
    if (p.info.init == Init::normal) normals.push_back(&p);
  for (const Parameter* p : normals) {
    INFO(p->name);
    CHECK(all[p->offset] != other[p->offset]);
    CHECK(all[p->offset] != child[p->offset]);
  }
  // Uncorrelated, not just different: parameters 6 and 7 have 9 * 32 * 64 weights in common.
  for (std::size_t a = 0; a < normals.size(); ++a)
    for (std::size_t b = 0; b < a; ++b) {
      const std::size_t n = std::min(normals[a]->total(), normals[b]->total());
      const float *x = all.data() + normals[a]->offset, *y = all.data() + normals[b]->offset;
      double dot = 0;
      for (std::size_t i = 0; i < n; ++i)
        dot += static_cast<double>(x[i]) * static_cast<double>(y[i]);
      const double scale = std::sqrt(moments(x, n).variance * moments(y, n).variance);
      INFO(normals[a]->name << " and " << normals[b]->name);
      CHECK(std::abs(dot / scale) < 5 * std::sqrt(static_cast<double>(n)));
    }
}

TEST_CASE("Init: banks of one weight are not copies of each other") {
  const auto all = values();
  const auto layout = layout_of<Layers, In>(0);
  const auto& p = *std::ranges::find(layout, "5.weight", &Parameter::name);
  REQUIRE(p.copies == 4);
  for (std::size_t k = 1; k < 4; ++k) {
    int same = 0;
    for (std::size_t i = 0; i < p.size; ++i)
      same += all[p.offset + i] == all[p.offset + k * p.size + i];
    CHECK(same < 10);
  }
}
