// SPDX-License-Identifier: MIT
#include "augury/optim/ema.hpp"

#include <algorithm>

#include "augury/backend/cpu/cpu.hpp"
#include "catch.hpp"

using namespace augury;

namespace {

Buffer<float, Cpu> number(Context<Cpu>& ctx, float x) {
  Buffer<float, Cpu> one(ctx, 1);
  *one.data() = x;
  return one;
}

}  // namespace

TEST_CASE("the decay halves what is old in its half-life of images, whatever the batch") {
  for (double batch : {1.0, 10.0, 64.0, 200.0}) {
    double left = 1;
    for (double images = 0; images < 6400 - 1e-9; images += batch)
      left *= double{ema_decay(batch, 6400, 1e9)};
    CHECK(left == Approx(0.5).epsilon(1e-3));
  }
}

TEST_CASE("early in a run the half-life is a tenth of what was seen") {
  CHECK(ema_decay(64, 20'000, 0) == 0);
  CHECK(ema_decay(64, 20'000, 640) == Approx(0.5));
  CHECK(ema_decay(64, 20'000, 6400) == Approx(std::pow(0.5, 0.1)));
  CHECK(ema_decay(64, 20'000, 200'000) == ema_decay(64, 20'000, 1e12));
  CHECK(ema_decay(64, 0, 1e6) == 0);  // no half-life: the average is the value
}

TEST_CASE("an average follows the values and begins at them") {
  Context<Cpu> ctx(2);
  constexpr std::size_t size = 20'000;
  Buffer<float, Cpu> average(ctx, size), values(ctx, size);
  for (std::size_t i = 0; i < size; ++i) values.data()[i] = float(i % 17);
  update_average(ctx, average, values, number(ctx, 0.0f).data());
  CHECK(std::equal(values.data(), values.data() + size, average.data()));
  std::fill_n(values.data(), size, 100.0f);
  for (int i = 0; i < 3; ++i) update_average(ctx, average, values, number(ctx, 0.5f).data());
  for (std::size_t i = 0; i < size; ++i)
    REQUIRE(average.data()[i] == Approx(100 + (double(i % 17) - 100) / 8));
  CHECK(values.data()[5] == 100.0f);
}

TEST_CASE("an average of values that rest is those values exactly") {
  Context<Cpu> ctx(1);
  Buffer<float, Cpu> average(ctx, 100), values(ctx, 100);
  for (int i = 0; i < 100; ++i) average.data()[i] = values.data()[i] = 0.1f * float(i);
  for (float keep : {0.3f, 0.7f, 0.97f, 0.999f})
    update_average(ctx, average, values, number(ctx, keep).data());
  CHECK(std::equal(values.data(), values.data() + 100, average.data()));
}
