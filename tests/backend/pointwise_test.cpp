// SPDX-License-Identifier: MIT
#include <cmath>
#include <vector>

#include "backend/products.hpp"
#include "catch.hpp"

using namespace augury;
using products::Fenced;
using products::numbers;

namespace {

/// 2 a b + c, which differs in every argument.
struct Mix {
  template <class S>
  S operator()(S a, S b, S c) const {
    return S(2) * a * b + c;
  }
};
struct Cube {
  template <class S>
  S operator()(S x) const {
    return x * x * x;
  }
};
struct Both {
  template <class S>
  Two<S> operator()(S a, S b) const {
    return {a, a * b};
  }
};

/// A batch of S with a tangent.
template <class S, class T>
struct Batch {
  int n;
  std::vector<T> value, tangent;
  Batch(int n_, std::uint32_t stream, bool whole = true)
      : n(n_),
        value(numbers<T>(std::ptrdiff_t{n_} * S::size, stream, whole)),
        tangent(numbers<T>(std::ptrdiff_t{n_} * S::size, stream + 100, whole)) {}
  View<S, T> view() { return {value.data(), n}; }
  Dual<View<S, T>> dual() { return {{value.data(), n}, {tangent.data(), n}}; }
};

/// 2 a b + c over a batch of S where b has one number per channel and c one per sample.
template <class S, class T>
void check_map(int n) {
  INFO(S::name() << ", batch " << n);
  constexpr int C = S::channels;
  Batch<S, T> a(n, 1);
  Batch<Shape<C>, T> b(1, 2);
  Batch<Shape<1>, T> c(n, 3);
  const std::size_t size = a.value.size();
  std::vector<T> value(size), tangent(size);
  for (std::size_t i = 0; i < size; ++i) {
    const std::size_t k = i % std::size_t(C), s = i / std::size_t(S::size);
    value[i] = 2 * a.value[i] * b.value[k] + c.value[s];
    tangent[i] = 2 * a.tangent[i] * b.value[k] + 2 * a.value[i] * b.tangent[k] + c.tangent[s];
  }
  for (int threads : {1, 3}) {
    Context<Cpu> ctx(threads);
    Fenced<T> y(size, products::nan<T>), dy(size, products::nan<T>);
    map(ctx, set, Mix{}, View<S, T>{y.data(), n}, a.view(), per_channel(b.view()),
        per_sample(c.view()));
    CHECK(y.copy() == value);
    const Dual<View<S, T>> both{{y.data(), n}, {dy.data(), n}};
    map(ctx, set, Mix{}, both, a.dual(), per_channel(b.dual()), per_sample(c.dual()));
    CHECK(y.copy() == value);
    CHECK(dy.copy() == tangent);
    map(ctx, add, Mix{}, both, a.dual(), per_channel(b.dual()), per_sample(c.dual()));
    CHECK(y.copy()[size - 1] == 2 * value[size - 1]);
    CHECK(dy.copy()[size / 2] == 2 * tangent[size / 2]);
    CHECK(y.whole());
    CHECK(dy.whole());
  }
}

/// Sums of 2 a b + c over channels and over samples.
template <class S, class T>
void check_sums(int n) {
  INFO(S::name() << ", batch " << n);
  constexpr std::size_t C = S::channels, size = S::size;
  Batch<S, T> a(n, 4), b(n, 5);
  Batch<Shape<int(C)>, T> c(1, 6);
  std::vector<T> channels(C), samples(std::size_t(n), T(0)), d_channels(C), d_samples(samples);
  std::vector<T> first(C), second(C), d_second(C);
  for (std::size_t i = 0; i < a.value.size(); ++i) {
    const T term = 2 * a.value[i] * b.value[i] + c.value[i % C];
    const T moved =
        2 * a.tangent[i] * b.value[i] + 2 * a.value[i] * b.tangent[i] + c.tangent[i % C];
    channels[i % C] += term, samples[i / size] += term;
    d_channels[i % C] += moved, d_samples[i / size] += moved;
    first[i % C] += a.value[i], second[i % C] += a.value[i] * b.value[i];
    d_second[i % C] += a.tangent[i] * b.value[i] + a.value[i] * b.tangent[i];
  }
  using PerC = Shape<int(C)>;
  for (int threads : {1, 3}) {
    Context<Cpu> ctx(threads);
    Fenced<T> y(C, products::nan<T>), dy(C, products::nan<T>), z(std::size_t(n), products::nan<T>),
        dz(std::size_t(n), products::nan<T>);
    const Dual<View<PerC, T>> by_channel{{y.data(), 1}, {dy.data(), 1}};
    const Dual<View<Shape<1>, T>> by_sample{{z.data(), n}, {dz.data(), n}};
    sum_channels(ctx, set, Mix{}, by_channel.value, a.dual(), b.dual(), per_channel(c.dual()));
    CHECK(y.copy() == channels);
    sum_channels(ctx, set, Mix{}, by_channel, a.dual(), b.dual(), per_channel(c.dual()));
    CHECK(y.copy() == channels);
    CHECK(dy.copy() == d_channels);
    sum_channels(ctx, add, Mix{}, Dual<Discard, View<PerC, T>>{{}, by_channel.tangent}, a.dual(),
                 b.dual(), per_channel(c.dual()));
    CHECK(y.copy() == channels);
    CHECK(dy.copy()[C / 2] == 2 * d_channels[C / 2]);
    sum_samples(ctx, set, op::Product{}, by_sample.value, a.view(), b.view());
    sum_samples(ctx, add, op::Product{}, by_sample.value, a.view(), b.view());
    // per_channel in a sum over samples would need the channel of an element: c is left out.
    for (std::size_t s = 0; s < samples.size(); ++s) {
      T plain(0);
      for (std::size_t i = s * size; i < (s + 1) * size; ++i) plain += a.value[i] * b.value[i];
      CHECK(z.copy()[s] == 2 * plain);
    }
    sum_samples(ctx, set, op::Product{}, by_sample, a.dual(), b.dual());
    for (std::size_t s = 0; s < samples.size(); ++s) {
      T moved(0);
      for (std::size_t i = s * size; i < (s + 1) * size; ++i)
        moved += a.tangent[i] * b.value[i] + a.value[i] * b.tangent[i];
      CHECK(dz.copy()[s] == moved);
    }
    Fenced<T> p(C, products::nan<T>), dp(C, products::nan<T>);
    sum_channel_pairs(ctx, Both{}, by_channel, Dual<View<PerC, T>>{{p.data(), 1}, {dp.data(), 1}},
                      a.dual(), b.dual());
    CHECK(y.copy() == first);
    CHECK(p.copy() == second);
    CHECK(dp.copy() == d_second);
    for (auto* fenced : {&y, &dy, &z, &dz, &p, &dp}) CHECK(fenced->whole());
  }
}

}  // namespace

TEST_CASE("map applies a function to every element, value and tangent") {
  check_map<Shape<3, 5, 7>, float>(5);
  check_map<Shape<3, 5, 7>, double>(300);  // several tasks
  check_map<Shape<1>, float>(9);
  check_map<Shape<20'000>, float>(2);  // a sample is larger than a task
  check_map<Shape<40, 30, 1>, double>(20);
}

TEST_CASE("sums over channels and over samples equal plain loops, value and tangent") {
  check_sums<Shape<3, 5, 7>, float>(5);
  check_sums<Shape<3, 5, 7>, double>(300);
  check_sums<Shape<1>, float>(9);
  check_sums<Shape<20'000>, float>(2);
  check_sums<Shape<40, 30, 1>, double>(20);
}

TEST_CASE("sums of rounded numbers are the same for any number of threads") {
  using S = Shape<17, 13, 6>;
  Batch<S, float> a(80, 7, false);
  const auto sums = [&](int threads) {
    Context<Cpu> ctx(threads);
    std::vector<float> result(6 + 80);
    sum_channels(ctx, set, Cube{}, View<Shape<6>, float>{result.data(), 1}, a.view());
    sum_samples(ctx, set, Cube{}, View<Shape<1>, float>{result.data() + 6, 80}, a.view());
    return result;
  };
  const auto one = sums(1);
  CHECK(sums(2) == one);
  CHECK(sums(3) == one);
}

TEST_CASE("a result may take the place of an argument") {
  Context<Cpu> ctx(2);
  Batch<Shape<1000>, double> a(30, 8);
  const auto before = a.value;
  map(ctx, set, Cube{}, a.view(), a.view());
  for (std::size_t i = 0; i < before.size(); ++i)
    REQUIRE(a.value[i] == before[i] * before[i] * before[i]);
}

TEST_CASE("nobody works for a result that nobody asked for") {
  Context<Cpu> ctx(1);
  const auto refuse = [](auto x) {
    FAIL("a discarded result was computed");
    return x;
  };
  Batch<Shape<4>, float> a(2, 9);
  map(ctx, set, refuse, Discard{}, a.view());
  sum_channels(ctx, add, refuse, Discard{}, a.dual());
  sum_samples(ctx, set, refuse, Discard{}, a.view());
  matmul(ctx, set, Discard{}, a.view(), a.view());
  look_up(ctx, set, Discard{}, a.view(), nullptr);
  fill_zero(ctx, Discard{});
}

TEST_CASE("a linear kernel moves tangents as it moves values") {
  Context<Cpu> ctx(1);
  using Flat = Shape<6>;
  using Picture = Shape<1, 3, 2>;
  Batch<Flat, float> x(2, 10);
  Batch<Picture, float> y(2, 11), z(2, 12);
  to_channels_last(ctx, set, y.dual(), x.dual());
  to_channels_last(ctx, set, z.view(), View<Flat, float>{x.tangent.data(), 2});
  CHECK(y.tangent == z.value);
  to_channels_last(ctx, set, z.view(), x.view());
  CHECK(y.value == z.value);
  to_channels_last(ctx, set, y.dual(), x.view());  // an argument that does not move
  CHECK(y.tangent == std::vector<float>(12, 0.0f));
  y.tangent.assign(12, 3.0f);
  to_channels_last(ctx, add, y.dual(), x.view());
  CHECK(y.tangent == std::vector<float>(12, 3.0f));
}

TEST_CASE("a bilinear kernel follows the product rule") {
  Context<Cpu> ctx(1);
  using W = Shape<4, 3>;
  const auto times = [](const std::vector<double>& x, const std::vector<double>& w) {
    std::vector<double> y(6);
    for (std::size_t i = 0; i < 2; ++i)
      for (std::size_t k = 0; k < 4; ++k)
        for (std::size_t j = 0; j < 3; ++j) y[i * 3 + j] += x[i * 4 + k] * w[k * 3 + j];
    return y;
  };
  const auto sum = [](std::vector<double> a, const std::vector<double>& b) {
    for (std::size_t i = 0; i < a.size(); ++i) a[i] += b[i];
    return a;
  };
  Batch<Shape<4>, double> x(2, 13);
  Batch<W, double> w(1, 14);
  Batch<Shape<3>, double> y(2, 15);
  const auto left = times(x.tangent, w.value), right = times(x.value, w.tangent);
  matmul(ctx, set, y.dual(), x.dual(), w.dual());
  CHECK(y.value == times(x.value, w.value));
  CHECK(y.tangent == sum(left, right));
  matmul(ctx, add, y.dual(), x.dual(), w.dual());
  CHECK(y.tangent == sum(sum(left, right), sum(left, right)));
  std::vector<double> b{5, 6, 7};  // a bias does not move
  matmul(ctx, set, y.dual(), x.dual(), w.dual(), plus(View<Shape<3>, double>{b.data(), 1}));
  CHECK(y.value == sum(times(x.value, w.value), {5, 6, 7, 5, 6, 7}));
  CHECK(y.tangent == sum(left, right));
  matmul(ctx, set, y.dual(), x.dual(), w.view());
  CHECK(y.tangent == left);
  matmul(ctx, set, y.dual(), x.view(), w.dual());
  CHECK(y.tangent == right);
  matmul(ctx, set, y.dual(), x.view(), w.view());
  CHECK(y.tangent == std::vector<double>(6, 0.0));
  const auto value = y.value;
  matmul(ctx, add, Dual<Discard, View<Shape<3>, double>>{{}, y.dual().tangent}, x.dual(), w.dual());
  CHECK(y.tangent == sum(left, right));
  CHECK(y.value == value);
}

TEST_CASE("constants have no tangent") {
  Context<Cpu> ctx(2);
  Batch<Shape<5'000>, float> x(3, 16);
  fill_zero(ctx, x.dual());
  CHECK(x.value == std::vector<float>(15'000));
  CHECK(x.tangent == std::vector<float>(15'000));
  x.tangent.assign(15'000, 1.0f);
  draw_normal(ctx, x.dual(), Draw{Key{1, Purpose::user}, 2});
  CHECK(x.tangent == std::vector<float>(15'000));
  for (std::uint64_t i : {0u, 8192u, 14'999u})
    CHECK(x.value[i] == normal<float>(Key{1, Purpose::user}, 10'000 + i));
}

TEST_CASE("masks keep the mean and the rate") {
  Context<Cpu> ctx(2);
  std::vector<float> mask(100'000);
  draw_mask(ctx, View<Shape<1000>, float>{mask.data(), 100}, Draw{Key{3, Purpose::user}}, 0.25f);
  int kept = 0;
  for (float m : mask) {
    REQUIRE((m == 0.0f || m == 1 / 0.75f));
    kept += m > 0;
  }
  CHECK(std::abs(kept / 100'000.0 - 0.75) < 0.006);
}
