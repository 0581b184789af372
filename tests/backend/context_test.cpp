// SPDX-License-Identifier: MIT
#include "augury/backend/cpu/context.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <numeric>
#include <thread>
#include <vector>

#include "catch.hpp"

using namespace augury;

namespace {
bool aligned(const void* p) { return reinterpret_cast<std::uintptr_t>(p) % cpu::alignment == 0; }
}  // namespace

TEST_CASE("where there are more threads than cores, nobody waits awake") {
  const int cores = std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
  for (const int threads : {1, cores}) CHECK(cpu::Team(threads).looks() > 0);
  for (const int threads : {cores + 1, 16 * cores}) CHECK(cpu::Team(threads).looks() == 0);
}

TEST_CASE("a team does every task exactly once") {
  for (int threads : {1, 2, 3, 7}) {
    Context<Cpu> ctx(threads);
    REQUIRE(ctx.threads() == threads);
    for (int tasks : {0, 1, 2, 3, 17, 1000}) {
      std::vector<std::atomic<int>> done(static_cast<std::size_t>(tasks));
      std::atomic<bool> worker_exists = true;
      ctx.parallel(tasks, [&](int task, int worker) {
        ++done[static_cast<std::size_t>(task)];
        if (worker < 0 || worker >= threads) worker_exists = false;
      });
      for (const auto& count : done) REQUIRE(count == 1);
      REQUIRE(worker_exists);
    }
  }
}

TEST_CASE("a team's results are seen by the caller, round after round") {
  for (int threads : {1, 2, 3}) {
    Context<Cpu> ctx(threads);
    std::vector<int> numbers(64, 0);  // not atomic: the rounds themselves must order them
    constexpr int rounds = 5'000;
    for (int round = 0; round < rounds; ++round)
      ctx.parallel(64, [&](int task, int) { numbers[static_cast<std::size_t>(task)] += 1; });
    for (int x : numbers) REQUIRE(x == rounds);
  }
}

TEST_CASE("a team goes on after a rest long enough for its helpers to fall asleep") {
  Context<Cpu> ctx(3);
  std::atomic<int> sum = 0;
  for (int round = 0; round < 20; ++round) {
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
    ctx.parallel(10, [&](int task, int) { sum += task; });
  }
  REQUIRE(sum == 20 * 45);
}

TEST_CASE("a worker's number is its own while it works") {
  Context<Cpu> ctx(3);
  std::vector<std::atomic<int>> busy(3);
  std::atomic<bool> shared = false;
  ctx.parallel(3000, [&](int, int worker) {
    if (++busy[static_cast<std::size_t>(worker)] != 1) shared = true;
    --busy[static_cast<std::size_t>(worker)];
  });
  REQUIRE_FALSE(shared);
}

TEST_CASE("teams live side by side") {
  Context<Cpu> one(2), two(3);
  std::atomic<int> sum = 0;
  std::thread other([&] {
    for (int i = 0; i < 500; ++i) one.parallel(7, [&](int, int) { ++sum; });
  });
  for (int i = 0; i < 500; ++i) two.parallel(5, [&](int, int) { ++sum; });
  other.join();
  REQUIRE(sum == 500 * 12);
}

TEST_CASE("scratch memory is aligned, not shared, and used again") {
  Context<Cpu> ctx(1);
  float *a, *b;
  {
    const auto first = ctx.borrow<float>(1000);
    const auto second = ctx.borrow<float>(500);
    a = first.data(), b = second.data();
    REQUIRE(aligned(a));
    REQUIRE(aligned(b));
    REQUIRE((b >= a + 1000 || b + 500 <= a));
  }
  REQUIRE(ctx.scratch_bytes() == 1500 * sizeof(float));
  {
    const auto again = ctx.borrow<float>(400);  // the smallest block that is large enough
    const auto more = ctx.borrow<float>(400);
    REQUIRE(again.data() == b);
    REQUIRE(more.data() == a);
  }
  REQUIRE(ctx.scratch_bytes() == 1500 * sizeof(float));
  { const auto larger = ctx.borrow<double>(1000); }
  REQUIRE(ctx.scratch_bytes() == 1500 * sizeof(float) + 1000 * sizeof(double));
}

TEST_CASE("a buffer begins as aligned zeros") {
  Context<Cpu> ctx(1);
  { std::vector<double> dirt(10'000, 1.0); }
  const Buffer<double, Cpu> buffer(ctx, 10'000);
  REQUIRE(aligned(buffer.data()));
  REQUIRE(buffer.size() == 10'000);
  REQUIRE(std::accumulate(buffer.data(), buffer.data() + buffer.size(), 0.0) == 0.0);
  const Buffer<float, Cpu> empty;
  REQUIRE(empty.size() == 0);
}

TEST_CASE("a context without a number of threads has at least one") {
  REQUIRE(Context<Cpu>().threads() >= 1);
  REQUIRE(Context<Cpu>(-3).threads() >= 1);
}
