// SPDX-License-Identifier: MIT
#include "augury/core/shape.hpp"

#include <type_traits>

#include "catch.hpp"

using namespace augury;

TEST_CASE("a shape knows its extents, size, rank and channels") {
  using S = Shape<4, 5, 256>;
  STATIC_REQUIRE(S::rank == 3);
  STATIC_REQUIRE(S::size == 4 * 5 * 256);
  STATIC_REQUIRE(S::channels == 256);
  STATIC_REQUIRE(S::extents == std::array{4, 5, 256});
  STATIC_REQUIRE(Shape<7>::channels == 7);
  STATIC_REQUIRE(Shape<7>::size == 7);
}

TEST_CASE("a shape without extents is a single number") {
  STATIC_REQUIRE(Shape<>::rank == 0);
  STATIC_REQUIRE(Shape<>::size == 1);
  STATIC_REQUIRE(Shape<>::channels == 1);
  REQUIRE(Shape<>::name() == "");
}

TEST_CASE("a shape's name reads as people write it") {
  REQUIRE(Shape<4, 4, 256>::name() == "4x4x256");
  REQUIRE(Shape<128>::name() == "128");
}

TEST_CASE("only three extents make an image") {
  STATIC_REQUIRE(is_image<Shape<2, 3, 4>>);
  STATIC_REQUIRE(!is_image<Shape<2, 3>>);
  STATIC_REQUIRE(!is_image<Shape<2, 3, 4, 5>>);
  STATIC_REQUIRE(is_shape<Shape<2, 3>>);
  STATIC_REQUIRE(!is_shape<int>);
  using I = Image<Shape<2, 3, 4>>;
  STATIC_REQUIRE(I::height == 2);
  STATIC_REQUIRE(I::width == 3);
  STATIC_REQUIRE(I::channels == 4);
}

TEST_CASE("lists of shapes join in order") {
  using A = Shapes<Shape<1>>;
  using B = Shapes<Fixed<Shape<2>>, PerClass<Shape<3>>>;
  STATIC_REQUIRE(std::is_same_v<Joined<A, Shapes<>, B>,
                                Shapes<Shape<1>, Fixed<Shape<2>>, PerClass<Shape<3>>>>);
  STATIC_REQUIRE(std::is_same_v<Joined<>, Shapes<>>);
  STATIC_REQUIRE(Joined<A, B>::count == 3);
}
