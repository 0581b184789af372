// SPDX-License-Identifier: MIT
#include "augury/data/glyphs.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <iostream>
#include <limits>

#include "catch.hpp"
#include "sample_sets.hpp"

using namespace augury;

namespace {

using Glyphs = ImageSet<GlyphShape>;

float squared_distance(std::span<const float> a, std::span<const float> b) {
  float sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += (a[i] - b[i]) * (a[i] - b[i]);
  return sum;
}

std::int32_t nearest_label(const Glyphs& known, std::span<const float> image) {
  std::size_t nearest = 0;
  float least = std::numeric_limits<float>::max();
  for (std::size_t i = 0; i < known.size(); ++i) {
    const float distance = squared_distance(known.pixels(i), image);
    if (distance < least) {
      least = distance;
      nearest = i;
    }
  }
  return known.label(nearest);
}

}  // namespace

TEST_CASE("a glyph is a pure function of seed and index") {
  const Glyphs set = glyphs(30, 5);
  REQUIRE(set.size() == 30);
  std::array<float, GlyphShape::size> again;
  for (std::uint32_t index : {29u, 0u, 17u}) {
    draw_glyph(5, index, again);
    CHECK(std::equal(again.begin(), again.end(), set.pixels(index).begin()));
  }
  draw_glyph(6, 17, again);
  CHECK(!std::equal(again.begin(), again.end(), set.pixels(17).begin()));
  for (std::size_t i = 0; i < 30; ++i)
    for (std::size_t j = 0; j < i; ++j)
      CHECK(squared_distance(set.pixels(i), set.pixels(j)) > 1.0f);
}

TEST_CASE("glyphs are ten classes in turn, on empty ground, in 8-bit steps") {
  const Glyphs set = glyphs(500, 1);
  REQUIRE(set.classes() == 10);
  CHECK(set.class_name(7) == "7");
  for (std::size_t i = 0; i < set.size(); ++i) {
    REQUIRE(set.label(i) == static_cast<std::int32_t>(i % 10));
    const auto image = set.pixels(i);
    int inked = 0;
    for (float value : image) {
      const float byte = (value + 1.0f) * 127.5f;
      REQUIRE(byte == Approx(std::round(byte)).margin(1e-4));
      inked += value > 0.0f;
    }
    CHECK(inked > 20);                         // a thin 1
    CHECK(inked < 350);                        // a fat 8
    for (std::size_t at = 0; at < 28; ++at) {  // nothing is cut off at an edge
      for (std::size_t pixel : {at, 27 * 28 + at, 28 * at, 28 * at + 27})
        CHECK(image[pixel] == -1.0f);
    }
  }
}

TEST_CASE("the classes of glyphs can be told apart") {
  const Glyphs known = glyphs(1000, 1), asked = glyphs(500, 2);
  int right = 0;
  for (std::size_t i = 0; i < asked.size(); ++i)
    right += nearest_label(known, asked.pixels(i)) == asked.label(i);
  std::cout << "1-nearest-neighbour on glyphs: " << right << " of 500\n";
  CHECK(right >= 450);
}

TEST_CASE("less than one glyph is wrong use") {
  CHECK(has(message_of<UsageError>([] { glyphs(0, 1); }), "at least 1"));
  CHECK(has(message_of<UsageError>([] { glyphs(-3, 1); }), "-3"));
}
