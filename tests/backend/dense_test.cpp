// SPDX-License-Identifier: MIT
#include "augury/kernel/product.hpp"

#include "backend/products.hpp"
#include "catch.hpp"

using namespace augury;
using products::Fenced;
using products::numbers;

namespace {

template <class T>
struct Products {
  std::vector<T> y, x, w;
  bool operator==(const Products&) const = default;
};

/// The three products by plain loops.
template <int In, int Out, class T>
Products<T> by_loops(int n, const Products<T>& from) {
  Products<T> to{std::vector<T>(from.y.size()), std::vector<T>(from.x.size()),
                 std::vector<T>(from.w.size())};
  for (std::size_t i = 0; i < static_cast<std::size_t>(n); ++i)
    for (std::size_t k = 0; k < In; ++k)
      for (std::size_t j = 0; j < Out; ++j) {
        to.y[i * Out + j] += from.x[i * In + k] * from.w[k * Out + j];
        to.x[i * In + k] += from.y[i * Out + j] * from.w[k * Out + j];
        to.w[k * Out + j] += from.x[i * In + k] * from.y[i * Out + j];
      }
  return to;
}

/// The three products by kernels. The results begin as `begin`.
template <int In, int Out, class T, class Mode>
Products<T> by_kernels(Context<Cpu>& ctx, Mode mode, int n, Products<T> from, T begin) {
  using X = Shape<In>;
  using Y = Shape<Out>;
  using W = Shape<In, Out>;
  const View<X, T> x{from.x.data(), n};
  const View<Y, T> y{from.y.data(), n};
  const View<W, T> w{from.w.data(), 1};
  Fenced<T> to_y(from.y.size(), begin), to_x(from.x.size(), begin), to_w(from.w.size(), begin);
  matmul(ctx, mode, View<Y, T>{to_y.data(), n}, x, w);
  matmul_input(ctx, mode, View<X, T>{to_x.data(), n}, y, w);
  matmul_weight(ctx, mode, View<W, T>{to_w.data(), 1}, x, y);
  CHECK(to_y.whole());
  CHECK(to_x.whole());
  CHECK(to_w.whole());
  return {to_y.copy(), to_x.copy(), to_w.copy()};
}

template <class T>
void add_to_all(Products<T>& p, T number) {
  for (auto* part : {&p.y, &p.x, &p.w})
    for (T& x : *part) x += number;
}

template <int In, int Out, class T>
void check(int n) {
  INFO(In << " to " << Out << ", batch " << n << ", " << sizeof(T) << " bytes");
  const Products<T> from{numbers<T>(n * Out, 1), numbers<T>(n * In, 2), numbers<T>(In * Out, 3)};
  auto expected = by_loops<In, Out>(n, from);
  Context<Cpu> ctx(2);
  products::poison(ctx);
  CHECK((by_kernels<In, Out>(ctx, set, n, from, products::nan<T>) == expected));
  add_to_all(expected, T(4));
  CHECK((by_kernels<In, Out>(ctx, add, n, from, T(4)) == expected));

  const Products<T> real{numbers<T>(n * Out, 4, false), numbers<T>(n * In, 5, false),
                         numbers<T>(In * Out, 6, false)};
  Context<Cpu> one(1), three(3);
  const auto base = by_kernels<In, Out>(one, set, n, real, T(0));
  CHECK((by_kernels<In, Out>(ctx, set, n, real, T(0)) == base));
  CHECK((by_kernels<In, Out>(three, set, n, real, T(0)) == base));
}

}  // namespace

TEST_CASE("the products of a dense layer equal plain loops") {
  for (int n : {1, 2, 5, 6, 13, 64}) {
    check<1, 1, float>(n);
    check<7, 3, double>(n);
    check<16, 33, float>(n);
    check<110, 64, float>(n);
    check<64, 1, double>(n);
  }
}

TEST_CASE("the products of a wide dense layer equal plain loops") {
  check<2000, 40, float>(7);  // the sum is longer than a panel
  check<1500, 19, double>(3);
  check<3, 700, float>(65);
  check<1, 257, float>(4);
}

TEST_CASE("a bias is added once to every sample") {
  Context<Cpu> ctx(2);
  const auto check_bias = [&]<int In, int Out>(Shape<In, Out>) {
    constexpr int n = 5;
    Products<float> from{{}, numbers<float>(n * In, 7), numbers<float>(In * Out, 8)};
    from.y.resize(n * Out);
    auto b = numbers<float>(Out, 9);
    auto expected = by_loops<In, Out>(n, from).y;
    for (std::size_t i = 0; i < expected.size(); ++i) expected[i] += b[i % Out];
    Fenced<float> y(expected.size(), products::nan<float>);
    const auto run = [&](auto mode) {
      matmul(ctx, mode, View<Shape<Out>, float>{y.data(), n},
             View<Shape<In>, float>{from.x.data(), n},
             View<Shape<In, Out>, float>{from.w.data(), 1},
             plus(View<Shape<Out>, float>{b.data(), 1}));
    };
    run(set);
    CHECK(y.copy() == expected);
    run(add);
    for (float& x : expected) x *= 2;
    CHECK(y.copy() == expected);
    CHECK(y.whole());
  };
  check_bias(Shape<7, 19>{});
  check_bias(Shape<2000, 40>{});
  check_bias(Shape<3, 1>{});
}

TEST_CASE("a dense product keeps no more memory than its operands") {
  constexpr int n = 64;
  Context<Cpu> ctx(2);
  std::vector<float> x(n * 512), y(n * 256), w(512 * 256);
  const View<Shape<512>, float> vx{x.data(), n};
  const View<Shape<256>, float> vy{y.data(), n};
  const View<Shape<512, 256>, float> vw{w.data(), 1};
  matmul(ctx, set, vy, vx, vw);
  matmul_input(ctx, set, vx, vy, vw);
  matmul_weight(ctx, set, vw, vx, vy);
  CHECK(ctx.scratch_bytes() <= (x.size() + y.size() + w.size()) * sizeof(float));
}
