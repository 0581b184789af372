// SPDX-License-Identifier: MIT
// Products in less than fp32, by the programs of the CUDA backend run by the host. Each number of a
// result is a sum of products; rounding both operands by a relative u moves it by at most
// (2 u + u^2) times the sum of the products' sizes, and that is the tolerance: 2^-10 of that sum in
// tf32 (u = 2^-11), 2^-7 in bf16 (u = 2^-8), a little more for the sums in fp32.
#define AUGURY_CUDA_ON_HOST
#include "augury/cuda.cuh"

#include <cmath>
#include <cstdio>
#include <functional>
#include <limits>

#include "augury/augury.hpp"
#include "catch.hpp"
#include "cuda/numbers.hpp"
#include "cuda/trial.hpp"
using namespace augury;

namespace {

using Numbers = std::vector<float>;

double u_of(Precision precision) { return precision == Precision::tf32 ? 0x1p-11 : 0x1p-8; }

/// Runs compute(ctx, out, left, right) in fp64 on the CPU, on the numbers and on their sizes, and in
/// all precisions by CUDA's programs.
template <class Compute>
void compare(const char* kernel, std::size_t count, const Numbers& left, const Numbers& right,
             Compute compute) {
  const auto exact = [&](auto size_of) {
    std::vector<double> out(count), a(left.begin(), left.end()), b(right.begin(), right.end());
    for (auto* operand : {&a, &b})
      for (double& x : *operand) x = size_of(x);
    Context<Cpu> ctx(1);
    compute(ctx, out, a, b);
    return out;
  };
  const auto value = exact([](double x) { return x; });
  const auto scale = exact([](double x) { return std::abs(x); });
  // The largest error as a share of the sum of the products' sizes.
  const auto error = [&](Precision precision) {
    Context<Cuda> ctx(Machine{.precision = precision});
    Numbers out(count), a = left, b = right;
    compute(ctx, out, a, b);
    ctx.synchronize();
    double most = 0;
    for (std::size_t i = 0; i < count; ++i)
      if (scale[i] > 0) most = std::max(most, std::abs(double(out[i]) - value[i]) / scale[i]);
      else CHECK(out[i] == 0);
    return most;
  };
  const double single = error(Precision::fp32);
  CHECK(single < 1e-6);
  for (const Precision precision : {Precision::tf32, Precision::bf16}) {
    const double u = u_of(precision), most = error(precision);
    CHECK(most < 2 * u + u * u + 1e-6);
    CHECK(most > 0.02 * u);  // it was rounded, and to no more than that
    std::printf("precision %-24s %s  worst %.1e  tolerance %.1e\n", kernel,
                precision == Precision::tf32 ? "tf32" : "bf16", most, 2 * u);
  }
}

template <int K, int N>
void compare_matrices(const char* forward, const char* input, const char* weight, int n) {
  using X = Shape<K>;
  using Y = Shape<N>;
  using W = Shape<K, N>;
  const auto x = numbers<float>(static_cast<std::size_t>(n) * K, 1);
  const auto y = numbers<float>(static_cast<std::size_t>(n) * N, 2), w = numbers<float>(K * N, 3);
  compare(forward, y.size(), x, w, [](auto& ctx, auto& out, auto& a, auto& b) {
    matmul(ctx, set, view<Y>(out), view<X>(a), view<W>(b));
  });
  compare(input, x.size(), y, w, [](auto& ctx, auto& out, auto& a, auto& b) {
    matmul_input(ctx, set, view<X>(out), view<Y>(a), view<W>(b));
  });
  compare(weight, w.size(), x, y, [](auto& ctx, auto& out, auto& a, auto& b) {
    matmul_weight(ctx, set, view<W>(out), view<X>(a), view<Y>(b));
  });
}

template <class Big, class Small, class W, int Banks>
void compare_convolutions(const char* forward, const char* input, const char* weight, int n,
                          std::vector<std::int32_t> route) {
  using Weight = Shape<W::kernel_h, W::kernel_w, Big::channels, Small::channels>;
  const auto big = numbers<float>(static_cast<std::size_t>(n) * Big::size, 1);
  const auto small = numbers<float>(static_cast<std::size_t>(n) * Small::size, 2);
  const auto w = numbers<float>(static_cast<std::size_t>(Banks) * Weight::size, 3);
  const BankOf bank{route.empty() ? nullptr : route.data()};
  compare(forward, small.size(), big, w, [=](auto& ctx, auto& out, auto& a, auto& b) {
    correlate(ctx, set, view<Small>(out), view<Big>(a), view<Weight>(b), W{}, bank);
  });
  compare(input, big.size(), small, w, [=](auto& ctx, auto& out, auto& a, auto& b) {
    spread(ctx, set, view<Big>(out), view<Small>(a), view<Weight>(b), W{}, bank);
  });
  compare(weight, w.size(), big, small, [=](auto& ctx, auto& out, auto& a, auto& b) {
    correlate_weight(ctx, set, view<Weight>(out), view<Big>(a), view<Small>(b), W{}, bank);
  });
}

}  // namespace

TEST_CASE("Rounding is to the nearest, ties to even, and keeps what is not finite") {
  const auto tf32 = [](float x) { return cuda::Tf32::number(cuda::Tf32::stored(x)); };
  const auto bf16 = [](float x) { return cuda::Bf16::number(cuda::Bf16::stored(x)); };
  CHECK(tf32(1 + 0x1p-10f) == 1 + 0x1p-10f);
  CHECK(tf32(1 + 0x1p-11f) == 1);                        // a tie, to even
  CHECK(tf32(-1 - 3 * 0x1p-11f) == -1 - 0x1p-9f);        // a tie, to even
  CHECK(tf32(1 + 0x1p-11f + 0x1p-20f) == 1 + 0x1p-10f);  // more than a tie
  CHECK(bf16(1 + 0x1p-7f) == 1 + 0x1p-7f);
  CHECK(bf16(1 + 0x1p-8f) == 1);
  CHECK(bf16(1 + 3 * 0x1p-8f) == 1 + 0x1p-6f);
  CHECK(bf16(2 - 0x1p-9f) == 2);  // into the next power of two
  for (const auto& round : {std::function<float(float)>(tf32), std::function<float(float)>(bf16)}) {
    const float infinity = std::numeric_limits<float>::infinity();
    CHECK(round(-infinity) == -infinity);
    CHECK(round(std::numeric_limits<float>::max()) == infinity);
    CHECK(std::isnan(round(std::bit_cast<float>(0x7F800001u))));
    CHECK(std::isnan(round(std::bit_cast<float>(0xFFFFFFFFu))));
    CHECK(std::signbit(round(-0.0f)));
  }
}

TEST_CASE("Products in tf32 and bf16 keep their tolerances") {
  compare_matrices<65, 130>("matmul", "matmul_input", "matmul_weight", 67);
  using Half = Window<4, 4, 2, 2, 1, 1, Order::convolution>;
  using HalfBack = Window<4, 4, 2, 2, 1, 1, Order::transposed>;
  compare_convolutions<Shape<14, 10, 3>, Shape<7, 5, 70>, Half, 1>("correlate", "spread",
                                                                   "correlate_weight", 9, {});
  // Bank 2 is idle, and its gradient is exactly 0.
  compare_convolutions<Shape<8, 8, 3>, Shape<4, 4, 5>, HalfBack, 4>(
      "correlate, banks", "spread, banks", "correlate_weight, banks", 7, {3, 0, 1, 1, 0, 3, 1});
}

TEST_CASE("A product of rounded numbers is that of the numbers rounded before") {
  using X = Shape<45>;
  using Y = Shape<70>;
  using W = Shape<45, 70>;
  const auto product = [](Precision precision, Numbers x, Numbers w) {
    Context<Cuda> ctx(Machine{.precision = precision});
    Numbers y(66 * Y::size);
    matmul(ctx, set, view<Y>(y), view<X>(x), view<W>(w));
    ctx.synchronize();
    return y;
  };
  auto x = numbers<float>(66 * X::size, 1), w = numbers<float>(W::size, 2);
  const auto rounded = product(Precision::bf16, x, w);
  for (auto* operand : {&x, &w})
    for (float& number : *operand) number = cuda::Bf16::number(cuda::Bf16::stored(number));
  const auto plain = product(Precision::fp32, x, w);
  for (std::size_t i = 0; i < plain.size(); ++i)
    REQUIRE(std::abs(rounded[i] - plain[i]) < 1e-4f * (1 + std::abs(plain[i])));
}

TEST_CASE("Networks of doubles know no precision, and the CPU none but fp32") {
  std::vector<double> x(7, 1.0 / 3), w(7, 0.1), y(1), exact(1);
  Context<Cuda> rough(Machine{.precision = Precision::bf16});
  Context<Cpu> cpu(1);
  matmul(rough, set, view<Shape<1>>(y), view<Shape<7>>(x), view<Shape<7, 1>>(w));
  rough.synchronize();
  matmul(cpu, set, view<Shape<1>>(exact), view<Shape<7>>(x), view<Shape<7, 1>>(w));
  CHECK(std::abs(y[0] - exact[0]) < 1e-15);
  CHECK_THROWS_WITH(Context<Cpu>(Machine{.precision = Precision::tf32}),
                    Catch::Matchers::ContainsSubstring("the CPU computes in fp32 alone"));
}

TEST_CASE("Trainings in tf32 and bf16 go where those in fp32 go") {
  const auto start = trial::trained<Cpu>(0), cpu = trial::trained<Cpu>(9);
  const double tf32 = trial::apart(start, cpu, trial::trained<Cuda>(9, {Precision::tf32}));
  const double bf16 = trial::apart(start, cpu, trial::trained<Cuda>(9, {Precision::bf16}));
  std::printf("precision nine steps: tf32 %.1e and bf16 %.1e of the way apart\n", tf32, bf16);
  CHECK(tf32 > 0);
  CHECK(tf32 < 0.02);
  CHECK(bf16 > tf32);
  CHECK(bf16 < 0.2);
}
