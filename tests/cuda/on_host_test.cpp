// SPDX-License-Identifier: MIT
// The programs of the CUDA backend, run by the host (backend/cuda/device.cuh), against the CPU's:
// sizes that fill no tile, more columns than threads, idle banks, and whole training steps.
#define AUGURY_CUDA_ON_HOST
#include "augury/cuda.cuh"

#include "augury/augury.hpp"
#include "catch.hpp"
#include "cuda/numbers.hpp"
#include "cuda/trial.hpp"
using namespace augury;

namespace {

/// The largest difference of what `compute(ctx, out)` makes on the two backends, out of 1 for `add`.
template <class Compute>
double difference(std::size_t count, Compute compute) {
  std::vector<double> a(count, 1.0), b(count, 1.0);
  Context<Cpu> cpu(1);
  Context<Cuda> cuda;
  compute(cpu, a);
  compute(cuda, b);
  cuda.synchronize();
  double most = 0;
  for (std::size_t i = 0; i < count; ++i) most = std::max(most, std::abs(a[i] - b[i]));
  return most;
}

template <class S>
void compare_sums(int n) {
  INFO(S::name() << ", " << n << " samples");
  auto x = numbers<double>(static_cast<std::size_t>(n) * S::size, 1);
  auto y = numbers<double>(x.size(), 2);
  using C = Shape<S::channels>;
  CHECK(difference(C::size, [&](auto& ctx, auto& out) {
          sum_channels(ctx, add, op::Product{}, view<C>(out), view<S>(x), view<S>(y));
        }) < 1e-9);
  CHECK(difference(static_cast<std::size_t>(n), [&](auto& ctx, auto& out) {
          sum_samples(ctx, set, op::Product{}, view<Shape<1>>(out), view<S>(x), view<S>(y));
        }) < 1e-9);
  CHECK(difference(static_cast<std::size_t>(n) * C::size, [&](auto& ctx, auto& out) {
          sum_planes(ctx, add, op::Square{}, view<C>(out), view<S>(x));
        }) < 1e-9);
}

template <int K, int N>
void compare_matrices(int n) {
  INFO(n << " x " << K << " x " << N);
  using X = Shape<K>;
  using Y = Shape<N>;
  using W = Shape<K, N>;
  auto x = numbers<double>(static_cast<std::size_t>(n) * K, 1);
  auto y = numbers<double>(static_cast<std::size_t>(n) * N, 2);
  auto w = numbers<double>(K * N, 3), bias = numbers<double>(N, 4);
  CHECK(difference(y.size(), [&](auto& ctx, auto& out) {
          matmul(ctx, add, view<Y>(out), view<X>(x), view<W>(w), plus(view<Y>(bias)));
        }) < 1e-10);
  CHECK(difference(x.size(), [&](auto& ctx, auto& out) {
          matmul_input(ctx, set, view<X>(out), view<Y>(y), view<W>(w));
        }) < 1e-10);
  CHECK(difference(w.size(), [&](auto& ctx, auto& out) {
          matmul_weight(ctx, add, view<W>(out), view<X>(x), view<Y>(y));
        }) < 1e-10);
}

template <class Big, class Small, class W, int Banks>
void compare_convolutions(int n, std::vector<std::int32_t> route) {
  INFO(Big::name() << " and " << Small::name() << ", " << n << " images, " << Banks << " banks");
  using Weight = Shape<W::kernel_h, W::kernel_w, Big::channels, Small::channels>;
  using B = Shape<Big::channels>;
  using S = Shape<Small::channels>;
  auto big = numbers<double>(static_cast<std::size_t>(n) * Big::size, 1);
  auto small = numbers<double>(static_cast<std::size_t>(n) * Small::size, 2);
  auto w = numbers<double>(static_cast<std::size_t>(Banks) * Weight::size, 3);
  auto to_big = numbers<double>(B::size, 4), to_small = numbers<double>(S::size, 5);
  const BankOf bank{route.empty() ? nullptr : route.data()};
  CHECK(difference(small.size(), [&](auto& ctx, auto& out) {
          correlate(ctx, set, view<Small>(out), view<Big>(big), view<Weight>(w), W{}, bank,
                    plus(view<S>(to_small)));
        }) < 1e-10);
  CHECK(difference(big.size(), [&](auto& ctx, auto& out) {
          spread(ctx, add, view<Big>(out), view<Small>(small), view<Weight>(w), W{}, bank,
                 plus(view<B>(to_big)));
        }) < 1e-10);
  for (const bool accumulate : {false, true})
    CHECK(difference(w.size(), [&](auto& ctx, auto& out) {
            const auto target = view<Weight>(out);
            if (accumulate)
              correlate_weight(ctx, add, target, view<Big>(big), view<Small>(small), W{}, bank);
            else correlate_weight(ctx, set, target, view<Big>(big), view<Small>(small), W{}, bank);
          }) < 1e-9);
}

}  // namespace

TEST_CASE("CUDA's sums on the host equal the CPU's") {
  compare_sums<Shape<1>>(1);
  compare_sums<Shape<1>>(70'000);  // more samples than a grid is high
  compare_sums<Shape<3>>(0);
  compare_sums<Shape<300>>(65);
  compare_sums<Shape<9, 7, 3>>(33);
  compare_sums<Shape<40, 40, 17>>(5);
}

TEST_CASE("CUDA's matrix products on the host equal the CPU's") {
  compare_matrices<1, 1>(1);
  compare_matrices<100, 1>(70);
  compare_matrices<65, 130>(67);
  compare_matrices<17, 33>(129);
}

TEST_CASE("CUDA's convolutions on the host equal the CPU's") {
  using Half = Window<4, 4, 2, 2, 1, 1, Order::convolution>;
  using HalfBack = Window<4, 4, 2, 2, 1, 1, Order::transposed>;
  compare_convolutions<Shape<14, 10, 3>, Shape<7, 5, 70>, Half, 1>(9, {});
  compare_convolutions<Shape<8, 8, 66>, Shape<4, 4, 5>, HalfBack, 1>(9, {});
  // Bank 2 is idle.
  compare_convolutions<Shape<8, 8, 3>, Shape<4, 4, 5>, HalfBack, 4>(7, {3, 0, 1, 1, 0, 3, 1});
  // A stride longer than the kernel leaves pixels that no input reaches.
  compare_convolutions<Shape<8, 7, 2>, Shape<3, 3, 4>, Window<2, 2, 3, 3, 0, 1, Order::transposed>,
                       1>(6, {});
  // Neither image, window nor stride is square.
  compare_convolutions<Shape<5, 9, 2>, Shape<2, 5, 3>, Window<3, 5, 3, 2, 0, 2, Order::convolution>,
                       1>(4, {});
  // A share of the batch for each of several blocks.
  compare_convolutions<Shape<16, 16, 2>, Shape<16, 16, 2>,
                       Window<3, 3, 1, 1, 1, 1, Order::convolution>, 1>(40, {});
}

TEST_CASE("CUDA's random numbers on the host are the CPU's") {
  const Draw draw{Key{3, Purpose::latent, 7}, 1'000'000'007};
  CHECK(difference(1000, [&](auto& ctx, auto& out) {
          draw_normal(ctx, view<Shape<10>>(out), draw);
        }) == 0);
  CHECK(difference(1000, [&](auto& ctx, auto& out) {
          draw_mask(ctx, view<Shape<10>>(out), draw, 0.3f);
        }) == 0);
  for (const Choice choice : {Choice::stratified, Choice::per_image, Choice::per_batch}) {
    std::vector<std::int32_t> a(100), b(100);
    Context<Cpu> cpu(1);
    Context<Cuda> cuda;
    draw_routes(cpu, a.data(), 100, RouteRule{choice, 7, 0, draw, nullptr});
    draw_routes(cuda, b.data(), 100, RouteRule{choice, 7, 0, draw, nullptr});
    cuda.synchronize();
    CHECK(a == b);
  }
}

TEST_CASE("Training steps of CUDA's programs on the host follow the CPU's") {
  const auto start = trial::trained<Cpu>(0), cpu = trial::trained<Cpu>(3),
             cuda = trial::trained<Cuda>(3);
  CHECK(trial::trained<Cuda>(0) == start);
  CHECK(trial::trained<Cuda>(3) == cuda);  // to the last bit
  CHECK(trial::apart(start, start, cpu) > 0);
  CHECK(trial::apart(start, cpu, cuda) < 1e-3);
}

// Whatever a step is launched with by value, a recording keeps; replayed steps that are those of the
// CPU have found everything else in memory.
TEST_CASE("Steps of CUDA's programs that are recorded and replayed are those that are launched") {
  const auto start = trial::trained<Cpu>(0);
  for (const int discriminator_steps : {1, 2}) {
    const trial::Training training{.discriminator_steps = discriminator_steps};
    const auto cpu = trial::trained<Cpu>(9, training), cuda = trial::trained<Cuda>(9, training);
    CHECK(trial::apart(start, cpu, cuda) < 1e-3);
  }
}

TEST_CASE("The labels' weight moves in CUDA's recorded steps as in the CPU's") {
  const trial::Training training{.in_transition = true};
  const auto start = trial::trained<Cpu>(0), cpu = trial::trained<Cpu>(9, training);
  CHECK(trial::apart(start, cpu, trial::trained<Cuda>(9, training)) < 1e-3);
  CHECK(trial::apart(start, cpu, trial::trained<Cpu>(9)) > 0.1);
}

TEST_CASE("Before pinned memory is given back, all is done") {
  const auto stream = cuda::open_stream(0);
  void* pinned = cuda::allocate_pinned(4);
  int done = 0;
  cuda::for_each(stream, 1, [&](std::ptrdiff_t) { ++done; });
  cuda::release_pinned(pinned);
  CHECK(done == 1);
  cuda::close_stream(stream);
}

TEST_CASE("What is uploaded may change as soon as upload returns") {
  Context<Cuda> ctx;
  const Buffer<float, Cuda> target(ctx, 3);
  std::vector<float> source(3), back(3);
  for (float round = 1; round < 12; ++round) {
    std::fill(source.begin(), source.end(), round);
    upload(ctx, target.data(), std::span<const float>(source));
    std::fill(source.begin(), source.end(), -1.0f);
    download(ctx, std::span<float>(back), static_cast<const float*>(target.data()));
    CHECK(back == std::vector<float>(3, round));
  }
}

TEST_CASE("What is too large for the staging may change as soon as upload returns") {
  Context<Cuda> ctx;
  std::vector<std::byte> source(cuda::Staging::most + 4, std::byte{5}), back(source.size());
  const Buffer<std::byte, Cuda> target(ctx, source.size());
  ctx.upload(target.data(), source.data(), source.size());
  std::fill(source.begin(), source.end(), std::byte{9});
  download(ctx, std::span<std::byte>(back), static_cast<const std::byte*>(target.data()));
  CHECK(std::ranges::count(back, std::byte{5}) == std::ssize(back));
}

TEST_CASE("A stream does not see what another one does before it waits for it") {
  const auto first = cuda::open_stream(0), second = cuda::open_stream_beside(first);
  const auto ready = cuda::open_event();
  std::vector<int> seen;
  cuda::for_each(first, 1, [&](std::ptrdiff_t) { seen.push_back(1); });
  cuda::for_each(second, 1, [&](std::ptrdiff_t) { seen.push_back(2); });
  cuda::mark(ready, second);
  cuda::for_each(second, 1, [&](std::ptrdiff_t) { seen.push_back(3); });
  cuda::wait_for(first);
  CHECK(seen == std::vector{1});
  cuda::let_wait(first, ready);
  cuda::for_each(first, 1, [&](std::ptrdiff_t) { seen.push_back(4); });
  cuda::wait_for(first);
  CHECK(seen == std::vector{1, 2, 4});
  cuda::wait_for(ready);
  CHECK(seen == std::vector{1, 2, 4});
  cuda::close_event(ready);
  cuda::close_stream(second);
  cuda::close_stream(first);
  CHECK(seen == std::vector{1, 2, 4});
  cuda::release(cuda::allocate(1));  // before memory is given back, all is done
  CHECK(seen == std::vector{1, 2, 4, 3});
}
