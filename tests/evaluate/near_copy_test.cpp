// SPDX-License-Identifier: MIT
#include "augury/evaluate/near_copy.hpp"

#include <augury/augury.hpp>
#include <limits>

#include "augury/core/random.hpp"
#include "catch.hpp"

using namespace augury;

namespace {

using Images = ImageSet<Shape<4, 4, 1>>;

/// Noise of that many numbers, or copies of the images of a set with a little noise.
Images noise(std::size_t count, std::uint64_t seed, const Images* around = nullptr,
             float little = 1) {
  std::vector<float> pixels;
  for (std::size_t i = 0; i < 16 * count; ++i) {
    const float n = 2 * uniform<float>({seed, Purpose::user}, i) - 1;
    pixels.push_back(around ? 0.9f * around->pixels()[i] + 0.1f * little * n : n);
  }
  return {std::move(pixels), std::vector<std::int32_t>(count), {"all"}};
}

}  // namespace

TEST_CASE("of images like the held-out ones about the share is rejected, of copies all") {
  Context<Cpu> ctx(2);
  const Images train = noise(300, 1), held_out = noise(2000, 2), fresh = noise(2000, 3);
  const NearCopyGate gate(ctx, train, held_out, 0.05);
  const auto rejected = [&](const auto& passages) {
    std::size_t count = 0;
    for (const Passage& p : passages) count += !p.kept;
    return count;
  };
  CHECK(rejected(gate(held_out)) == 100);  // by construction
  const std::size_t some = rejected(gate(fresh));
  CHECK(some > 60);
  CHECK(some < 140);  // 100 are expected, with a deviation of 14 at most
  const auto copies = gate(noise(300, 4, &train));
  CHECK(rejected(copies) == 300);
  for (std::size_t i = 0; i < copies.size(); ++i) {
    CHECK(copies[i].nearest == std::to_string(i));
    CHECK(copies[i].yardstick == "held-out");
    CHECK(std::stof(copies[i].distance) <= gate.threshold());
    CHECK(copies[i].reason.find("5 % of the held-out images are") != std::string::npos);
  }
}

TEST_CASE("without held-out images the training images are measured against each other") {
  Context<Cpu> ctx(1);
  const Images train = noise(300, 1);
  const NearCopyGate gate(ctx, train, 0.05);
  CHECK(gate.threshold() > 0.3f);  // an image is not its own neighbour
  CHECK_FALSE(gate(noise(300, 4, &train))[7].kept);
}

TEST_CASE("a training image that is there twice does not open the gate") {
  Context<Cpu> ctx(1);
  const Images train = noise(90, 1);
  std::vector<float> pixels(train.pixels().begin(), train.pixels().end());
  pixels.insert(pixels.end(), pixels.begin(), pixels.begin() + 16);
  const Images twice(std::move(pixels), std::vector<std::int32_t>(91), {"all"});
  const float once = NearCopyGate(ctx, train).threshold();
  CHECK(NearCopyGate(ctx, twice).threshold() == Approx(once).epsilon(0.2));
}

TEST_CASE("an exact copy is rejected by any yardstick") {
  Context<Cpu> ctx(1);
  const Images one = noise(1, 1);
  CHECK_FALSE(NearCopyGate(ctx, one)(one)[0].kept);  // no other image to measure by
  CHECK_FALSE(NearCopyGate(ctx, one, one)(one)[0].kept);
  CHECK(NearCopyGate(ctx, one)(noise(1, 2))[0].kept);
  CHECK(NearCopyGate(ctx, one)(one)[0].distance == "0.00000");
}

TEST_CASE("the share of a gate is one") {
  Context<Cpu> ctx(1);
  const Images train = noise(3, 1);
  for (double share : {-0.1, 1.0, std::numeric_limits<double>::quiet_NaN()})
    CHECK_THROWS_AS((NearCopyGate(ctx, train, share)), UsageError);
}

TEST_CASE("nearest neighbours that leave the image itself out") {
  Context<Cpu> ctx(1);
  const Images set({0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,     //
                    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0.5f,  //
                    1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1},
                   {0, 0, 0}, {"all"});
  const auto others = nearest_neighbours(ctx, set, set, Self::is_left_out);
  CHECK(others[0].index == 1);
  CHECK(others[1].index == 0);
  CHECK(others[2].index == 1);
  CHECK(others[0].distance == Approx(0.5));
}
