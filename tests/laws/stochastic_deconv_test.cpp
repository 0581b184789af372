// SPDX-License-Identifier: MIT
#include <map>

#include "laws/expect.hpp"
using namespace augury;

using In = Shape<3, 2, 4>;
constexpr int in = In::size;
using Routes = std::vector<std::int32_t>;

namespace {

template <class L>
using On = laws::Once<L, In>;

std::vector<double> inputs(int n) { return laws::numbers(static_cast<std::size_t>(n * in), 2); }

/// The banks that `batches` batches of n images are sent to, one step each.
template <int Banks>
std::vector<int> count_routes(Choice choice, int n, int batches) {
  On<StochasticDeconv<Banks, 1>> layer(n, {.choice = choice});
  std::vector<int> count(Banks);
  for (int step = 0; step < batches; ++step) {
    layer.conditions.key = Key{5, Purpose::layer, static_cast<std::uint32_t>(step)};
    layer.forward(
        laws::numbers(static_cast<std::size_t>(n * in), static_cast<std::uint32_t>(step)));
    for (int route : layer.routes()) ++count[static_cast<std::size_t>(route)];
  }
  return count;
}

double chi_square(const std::vector<int>& count) {
  double total = 0, sum = 0;
  for (int c : count) total += c;
  const double expected = total / double(count.size());
  for (int c : count) sum += (c - expected) * (c - expected) / expected;
  return sum;
}

}  // namespace

TEST_CASE("StochasticDeconv keeps the laws for every choice") {
  using L = StochasticDeconv<3, 5>;
  laws::expect<L, In>("StochasticDeconv<3, 5> stratified");
  laws::expect<L, In>("StochasticDeconv<3, 5> per image", {.choice = Choice::per_image});
  laws::expect<L, In>("StochasticDeconv<3, 5> per batch", {.choice = Choice::per_batch});
  laws::expect<L, In>("StochasticDeconv<3, 5> fixed", {.choice = Choice::fixed, .fixed_bank = 2});
  laws::expect<StochasticDeconv<2, 1, 3, 1>, Shape<4, 3, 1>>("StochasticDeconv<2, 1, 3, 1>");
  laws::expect<StochasticDeconv<8, 3, 5, 2>, Shape<2, 3, 2>>("StochasticDeconv<8, 3, 5, 2>");
}

TEST_CASE("StochasticDeconv of one bank is bit-equal to Deconv") {
  On<StochasticDeconv<1, 5>> one(6);
  On<Deconv<5>> plain(6);
  one.values = plain.values = laws::numbers(plain.values.size(), 1);
  REQUIRE(one.forward(inputs(6)) == plain.forward(inputs(6)));
  const auto dy = laws::numbers(std::size_t(plain.pass.y.size()), 3);
  REQUIRE(one.backward(dy) == plain.backward(dy));
  REQUIRE(one.gradients == plain.gradients);
}

TEST_CASE("StochasticDeconv with a fixed bank is Deconv with that slice") {
  for (int k = 0; k < 3; ++k) {
    On<StochasticDeconv<3, 5>> banks(6, {.choice = Choice::fixed, .fixed_bank = k});
    On<Deconv<5>> plain(6);
    banks.values = laws::numbers(banks.values.size(), 1);
    const std::size_t size = plain.layout[0].size;
    std::copy_n(banks.value(0) + std::size_t(k) * size, size, plain.value(0));
    std::copy_n(banks.value(1), 5, plain.value(1));
    REQUIRE(banks.forward(inputs(6)) == plain.forward(inputs(6)));
    REQUIRE(banks.routes() == Routes(6, k));
    const auto dy = laws::numbers(std::size_t(plain.pass.y.size()), 3);
    REQUIRE(banks.backward(dy) == plain.backward(dy));
    for (std::size_t bank = 0; bank < 3; ++bank)
      for (std::size_t i = 0; i < size; ++i)
        REQUIRE(banks.gradients[bank * size + i] ==
                (bank == std::size_t(k) ? plain.gradients[i] : 0));
  }
}

TEST_CASE("StochasticDeconv does not mind the order of the images, given their routes") {
  constexpr int n = 7;
  On<StochasticDeconv<3, 5>> straight(n), turned(n);
  straight.values = turned.values = laws::numbers(straight.values.size(), 1);
  const Routes given{2, 0, 2, 1, 0, 2, 2};
  straight.replay(given);
  turned.replay({given.rbegin(), given.rend()});
  const auto reverse = [](const std::vector<double>& all) {
    std::vector<double> other(all.size());
    const std::size_t size = all.size() / n;
    for (std::size_t i = 0; i < n; ++i)
      std::copy_n(all.begin() + std::ptrdiff_t(i * size), size,
                  other.begin() + std::ptrdiff_t((n - 1 - i) * size));
    return other;
  };
  const auto x = inputs(n);
  REQUIRE(turned.forward(reverse(x)) == reverse(straight.forward(x)));
  const auto dy = laws::numbers(std::size_t(straight.pass.y.size()), 3);
  REQUIRE(turned.backward(reverse(dy)) == reverse(straight.backward(dy)));
  for (std::size_t i = 0; i < straight.gradients.size(); ++i)  // sums in another order
    REQUIRE(turned.gradients[i] == Approx(straight.gradients[i]).margin(1e-12));
}

TEST_CASE(
    "Choice::per_batch is of training: what is made with one key still goes through all banks") {
  On<StochasticDeconv<3, 5>> layer(60, {.choice = Choice::per_batch});
  layer.forward(inputs(60));
  REQUIRE(layer.routes() == Routes(60, layer.routes()[0]));
  layer.conditions.training = false;
  layer.forward(inputs(60));
  for (int bank = 0; bank < 3; ++bank) {
    const Routes drawn = layer.routes();
    REQUIRE(std::count(drawn.begin(), drawn.end(), bank) > 5);
  }
}

TEST_CASE("StochasticDeconv gives idle banks a gradient of exactly 0") {
  On<StochasticDeconv<4, 3>> layer(5);
  layer.values = laws::numbers(layer.values.size(), 1);
  layer.replay({3, 1, 1, 3, 1});
  layer.forward(inputs(5));
  layer.backward(laws::numbers(std::size_t(layer.pass.y.size()), 3));
  const std::size_t size = layer.layout[0].size;
  for (std::size_t bank = 0; bank < 4; ++bank)
    for (std::size_t i = 0; i < size; ++i) {
      if (bank % 2 == 0) REQUIRE(layer.gradients[bank * size + i] == 0);
      else REQUIRE(layer.gradients[bank * size + i] != 0);
    }
}

TEST_CASE("StochasticDeconv sends images to all banks alike") {
  // 7 degrees of freedom: above 24.3 once in 1000; the numbers are the same in every run.
  REQUIRE(chi_square(count_routes<8>(Choice::per_image, 50, 64)) < 24.3);
  REQUIRE(chi_square(count_routes<8>(Choice::per_batch, 1, 3200)) < 24.3);
  REQUIRE(chi_square(count_routes<8>(Choice::latent, 50, 64)) < 24.3);
  // Stratified: each run of 8 images uses each bank once.
  REQUIRE(count_routes<8>(Choice::stratified, 48, 4) == std::vector<int>(8, 24));
}

TEST_CASE("Stratified choice leaves no bank idle where the batch has as many images") {
  const auto all_used = [](int n, int first) {
    On<StochasticDeconv<4, 1>> layer(n);
    layer.conditions.first = first;
    for (std::uint32_t step = 0; step < 50; ++step) {
      layer.conditions.key = Key{9, Purpose::layer, step};
      layer.forward(inputs(n));
      std::vector<bool> used(4);
      for (int route : layer.routes()) used[std::size_t(route)] = true;
      if (used != std::vector<bool>(4, true)) return false;
    }
    return true;
  };
  REQUIRE(all_used(4, 0));
  REQUIRE(all_used(5, 1000));
  REQUIRE(all_used(7, 3));  // two decks begun, one of them whole
}

TEST_CASE("Stratified choice shuffles: every bank comes first, and after every other") {
  std::map<std::pair<int, int>, int> pairs;
  On<StochasticDeconv<3, 1>> layer(3);
  for (std::uint32_t step = 0; step < 3000; ++step) {
    layer.conditions.key = Key{9, Purpose::layer, step};
    layer.forward(inputs(3));
    ++pairs[{layer.routes()[0], layer.routes()[1]}];
  }
  REQUIRE(pairs.size() == 6);
  std::vector<int> count;
  for (const auto& [pair, times] : pairs) count.push_back(times);
  REQUIRE(chi_square(count) < 20.5);  // 5 degrees of freedom, once in 1000
}

TEST_CASE("A latent choice is a function of z alone") {
  On<StochasticDeconv<16, 1>> batch(12, {.choice = Choice::latent}),
      alone(1, {.choice = Choice::latent});
  const auto x = inputs(12);
  batch.conditions.key = Key{4, Purpose::layer};
  alone.conditions.key = Key{5, Purpose::layer, 9}.child(1);  // another seed, step and pass
  batch.forward(x);
  const Routes all = batch.routes();
  REQUIRE(std::map<int, int>{{all[0], 0}, {all[1], 0}, {all[2], 0}, {all[3], 0}}.size() > 1);
  for (int i = 0; i < 12; ++i) {
    alone.conditions.first = 100 - i;
    alone.forward({x.begin() + i * in, x.begin() + (i + 1) * in});
    REQUIRE(alone.routes()[0] == all[std::size_t(i)]);
  }
  batch.conditions.place = batch.conditions.place.child(1);  // another layer chooses for itself
  batch.forward(x);
  REQUIRE(batch.routes() != all);
}

TEST_CASE("A replayed pass gives the same images again, bit for bit") {
  On<StochasticDeconv<5, 3>> first(9), again(9);
  first.values = again.values = laws::numbers(first.values.size(), 1);
  first.conditions.key = Key{1, Purpose::layer, 7};
  const auto y = first.forward(inputs(9));
  again.conditions.key = Key{2, Purpose::layer, 8};
  again.replay(first.routes());
  REQUIRE(again.forward(inputs(9)) == y);
  REQUIRE(again.routes() == first.routes());
}
