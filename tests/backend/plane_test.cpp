// SPDX-License-Identifier: MIT
#include "backend/products.hpp"
#include "catch.hpp"

using namespace augury;
using products::numbers;

namespace {

/// 2 x (x - m), which differs in both arguments.
struct Apart {
  template <class S>
  S operator()(S x, S m) const {
    return S(2) * x * (x - m);
  }
};

/// Sums over positions, and a map with one argument per plane, against plain loops. Whole numbers:
/// every order of addition gives the same.
template <class S, class T>
void check_planes(int n, int threads) {
  INFO(S::name() << ", batch " << n << ", threads " << threads);
  constexpr int C = S::channels;
  using Plane = Shape<C>;
  Context<Cpu> ctx(threads);
  auto x = numbers<T>(std::ptrdiff_t{n} * S::size, 1, true);
  auto dx = numbers<T>(std::ptrdiff_t{n} * S::size, 2, true);
  auto m = numbers<T>(std::ptrdiff_t{n} * C, 3, true);
  auto dm = numbers<T>(std::ptrdiff_t{n} * C, 4, true);
  const std::size_t planes = m.size();
  std::vector<T> each(x.size()), deach(x.size()), sum(planes), dsum(planes);
  for (std::size_t i = 0; i < x.size(); ++i) {
    const std::size_t plane = i / std::size_t(S::size) * std::size_t(C) + i % std::size_t(C);
    each[i] = 2 * x[i] * (x[i] - m[plane]);
    deach[i] = 2 * dx[i] * (x[i] - m[plane]) + 2 * x[i] * (dx[i] - dm[plane]);
    sum[plane] += each[i];
    dsum[plane] += deach[i];
  }
  const Dual<View<S, T>> whole{{x.data(), n}, {dx.data(), n}};
  const Dual<View<Plane, T>> per{{m.data(), n}, {dm.data(), n}};
  std::vector<T> a(x.size()), b(x.size()), p(planes), q(planes);
  const Dual<View<S, T>> out{{a.data(), n}, {b.data(), n}};
  const Dual<View<Plane, T>> sums{{p.data(), n}, {q.data(), n}};
  map(ctx, set, Apart{}, out, whole, per_plane(per));
  REQUIRE(a == each);
  REQUIRE(b == deach);
  sum_planes(ctx, set, Apart{}, sums, whole, per_plane(per));
  REQUIRE(p == sum);
  REQUIRE(q == dsum);

  sum_planes(ctx, add, Apart{}, sums.value, whole, per_plane(per));  // plain, added
  for (T& number : sum) number *= 2;
  REQUIRE(p == sum);
  REQUIRE(q == dsum);
  sum_planes(ctx, set, Apart{}, Dual<Discard, View<Plane, T>>{{}, {q.data(), n}}, whole,
             per_plane(per));
  REQUIRE(q == dsum);
  sum_planes(ctx, set, Apart{}, Discard{}, whole, per_plane(per));
}

}  // namespace

TEST_CASE("sum_planes and per_plane agree with plain loops") {
  for (const int threads : {1, 3}) {
    check_planes<Shape<3, 5, 7>, float>(4, threads);
    check_planes<Shape<13, 11, 2>, double>(3, threads);  // more than one block of positions
    check_planes<Shape<40, 40, 17>, float>(5, threads);  // more than one task
    check_planes<Shape<6, 4, 1>, double>(1, threads);
    check_planes<Shape<19>, float>(6, threads);
  }
}

TEST_CASE("sum_planes in float keeps its digits over many positions") {
  using S = Shape<256, 256, 1>;
  Context<Cpu> ctx(1);
  std::vector<float> x(S::size, 0.1f);
  float sum = 0;
  sum_planes(ctx, set, op::Identity{}, View<Shape<1>, float>{&sum, 1}, View<S, float>{x.data(), 1});
  REQUIRE(sum == Approx(0.1f * 65536.0).epsilon(1e-5));
}

TEST_CASE("in_parts sees each sample as several") {
  std::vector<float> x(2 * 12);
  const View<Shape<2, 2, 3>, float> v{x.data(), 2};
  const auto pixels = in_parts<4>(v);
  STATIC_REQUIRE(std::is_same_v<decltype(pixels), const View<Shape<3>, float>>);
  REQUIRE(pixels.n == 8);
  REQUIRE(pixels.data == x.data());
}
