// SPDX-License-Identifier: MIT
#include "augury/network/layout.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include "augury/augury.hpp"
#include "augury/network/residual.hpp"
#include "catch.hpp"
using namespace augury;

namespace {

using Upper = Sequential<StochasticDeconv<3, 4>, BatchNorm>;
using Layers = Stack<JoinLabel<2>, Dense<32>, Reshape<2, 2, 8>, Residual<Conv<8, 3, 1>, PRelu>,
                     Upper, StochasticDeconv<5, 3>, Tanh>;
using In = Shape<6>;

const Parameter& named(const std::vector<Parameter>& layout, const std::string& name) {
  const auto at = std::ranges::find(layout, name, &Parameter::name);
  REQUIRE(at != layout.end());
  return *at;
}

}  // namespace

TEST_CASE("Layout: parameters lie one after the other, without holes or overlaps") {
  for (const int classes : {0, 1, 10}) {
    std::size_t end = 0;
    for (const Parameter& p : layout_of<Layers, In>(classes)) {
      INFO(classes << " classes, " << p.name);
      CHECK(p.offset == end);
      std::size_t size = 1;
      for (const int extent : p.extents) size *= static_cast<std::size_t>(extent);
      CHECK(p.size == size);
      end += p.size * static_cast<std::size_t>(p.copies);
    }
  }
}

TEST_CASE("Layout: names are positions, through every stack") {
  std::vector<std::string> names;
  for (const Parameter& p : layout_of<Layers, In>(10)) names.push_back(p.name);
  CHECK(names == std::vector<std::string>{"0.embedding", "1.weight", "1.bias", "3.0.weight",
                                          "3.0.bias", "3.1.weight", "4.0.weight", "4.0.bias",
                                          "4.1.weight", "4.1.bias", "4.1.running_mean",
                                          "4.1.running_var", "5.weight", "5.bias"});
}

TEST_CASE("Layout: classes, banks and routes are counted") {
  const auto layout = layout_of<Layers, In>(10);
  CHECK(named(layout, "0.embedding").copies == 10);
  CHECK(named(layout, "0.embedding").per_class);
  CHECK(named(layout, "0.embedding").total() == 20);
  CHECK(named(layout_of<Layers, In>(0), "0.embedding").total() == 0);
  CHECK(named(layout, "4.0.weight").copies == 3);
  CHECK(named(layout, "4.0.weight").banked);
  CHECK(named(layout, "4.0.weight").route == 0);
  CHECK(named(layout, "5.weight").copies == 5);
  CHECK(named(layout, "5.weight").route == 1);
  CHECK(named(layout, "5.weight").extents == std::vector{4, 4, 4, 3});
  CHECK(named(layout, "5.bias").copies == 1);
  CHECK_FALSE(named(layout, "5.bias").banked);
}

TEST_CASE("Layout: running statistics are not trained, everything else is") {
  for (const Parameter& p : layout_of<Layers, In>(2)) {
    INFO(p.name);
    CHECK(p.trained == (p.name.find("running") == std::string::npos));
  }
}

namespace {
struct Nameless {  // a layer of a user who gives no info()
  template <class I>
  using Output = I;
  template <class I>
  using Params = Shapes<Shape<2>, Shape<3, 4>>;
  template <class I>
  using Saved = Shapes<>;
};
}  // namespace

TEST_CASE("Layout: parameters without names are numbered and begin at zero") {
  const auto layout = layout_of<Stack<Nameless>, Shape<5>>(0);
  REQUIRE(layout.size() == 2);
  CHECK(layout[0].name == "0.p0");
  CHECK(layout[1].name == "0.p1");
  CHECK(layout[1].offset == 2);
  CHECK(layout[1].extents == std::vector{3, 4});
  CHECK(layout[1].info.init == Init::zero);
  CHECK(layout_of<Stack<Tanh>, Shape<5>>(0).empty());
}
