// SPDX-License-Identifier: MIT
#include "augury/core/view.hpp"

#include <type_traits>
#include <vector>

#include "catch.hpp"

using namespace augury;

TEST_CASE("a view counts samples and finds one of them") {
  std::vector<float> numbers(3 * 6);
  const View<Shape<2, 3>, float> v{numbers.data(), 3};
  REQUIRE(v.size() == 18);
  REQUIRE(v.sample(2).data == numbers.data() + 12);
  REQUIRE(v.sample(2).n == 1);
}

TEST_CASE("a view of more than 2^31 elements keeps its size") {
  const View<Shape<1024, 1024, 4>, float> v{nullptr, 1024};
  REQUIRE(v.size() == std::ptrdiff_t{1} << 32);
}

TEST_CASE("another shape sees the same memory") {
  std::vector<double> numbers(2 * 6);
  const View<Shape<6>, double> v{numbers.data(), 2};
  const auto w = v.as<Shape<3, 2>>();
  STATIC_REQUIRE(std::is_same_v<decltype(w), const View<Shape<3, 2>, double>>);
  REQUIRE(w.data == v.data);
  REQUIRE(w.n == 2);
}

TEST_CASE("a dual is reshaped and cut with its tangent") {
  std::vector<float> a(12), b(12);
  const Dual dual{View<Shape<6>, float>{a.data(), 2}, View<Shape<6>, float>{b.data(), 2}};
  const auto cut = dual.as<Shape<2, 3>>().sample(1);
  REQUIRE(cut.value.data == a.data() + 6);
  REQUIRE(cut.tangent.data == b.data() + 6);
  STATIC_REQUIRE(std::is_same_v<ShapeOf<std::remove_const_t<decltype(cut)>>, Shape<2, 3>>);
}

TEST_CASE("duals and unwanted results are told apart") {
  using V = View<Shape<2>, float>;
  STATIC_REQUIRE(is_dual<Dual<V>>);
  STATIC_REQUIRE(!is_dual<V>);
  STATIC_REQUIRE(is_discard<Discard>);
  STATIC_REQUIRE(!is_discard<Dual<Discard, V>>);
  STATIC_REQUIRE(std::is_same_v<ScalarOf<Dual<Discard, V>>, float>);
  STATIC_REQUIRE(std::is_same_v<decltype(value(Dual<V>{})), V>);
  STATIC_REQUIRE(std::is_same_v<decltype(value(V{})), V>);
  STATIC_REQUIRE(std::is_same_v<decltype(Discard{}.as<Shape<3>>().sample(1)), Discard>);
}

TEST_CASE("entries become views as their kind of pass needs them") {
  using List = Shapes<Shape<2>, Fixed<Shape<3>>, PerBatch<Shape<4>>, Constant<Shape<5>>,
                      Constant<Banked<2, Shape<6>>>>;
  using P = Plain<float>;
  STATIC_REQUIRE(
      std::is_same_v<Pack<P, List>,
                     std::tuple<View<Shape<2>, float>, View<Shape<3>, float>, View<Shape<4>, float>,
                                View<Shape<5>, float>, View<Shape<6>, float>>>);
  using Two = Dual<View<Shape<2>, float>>;
  STATIC_REQUIRE(std::is_same_v<std::tuple_element_t<0, Pack<Tangent<float>, List>>, Two>);
  // What is never differentiated has no tangent.
  STATIC_REQUIRE(
      std::is_same_v<std::tuple_element_t<3, Pack<Tangent<float>, List>>, View<Shape<5>, float>>);
  STATIC_REQUIRE(
      std::is_same_v<std::tuple_element_t<4, Pack<Tangent<float>, List>>, View<Shape<6>, float>>);
}

TEST_CASE("a slice takes neighbouring entries") {
  const std::tuple all{1, 2.0, 'c', 4L};
  STATIC_REQUIRE(std::is_same_v<decltype(slice<1, 2>(all)), std::tuple<double, char>>);
  REQUIRE(slice<1, 2>(all) == std::tuple{2.0, 'c'});
  REQUIRE(slice<3, 0>(all) == std::tuple<>{});
}
