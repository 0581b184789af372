// SPDX-License-Identifier: MIT
#include "augury/images/memory_gate.hpp"

#include <atomic>
#include <random>
#include <thread>
#include <vector>

#include "catch.hpp"

using augury::detail::MemoryGate;

TEST_CASE("the sum of what is held stays within the limit, and everybody comes through") {
  constexpr std::uint64_t limit = 100;
  MemoryGate gate(limit);
  std::atomic<std::uint64_t> held{0}, most{0};
  std::atomic<int> through{0};
  const auto work = [&](unsigned seed) {
    std::mt19937 random(seed);
    for (int i = 0; i < 200; ++i) {
      // As reading a picture does: little first, and what the header asks for then.
      const std::uint64_t wanted = 1 + random() % limit;
      for (std::uint64_t need = 1 + random() % wanted;;) {
        MemoryGate::Hold hold(gate, need);
        need = wanted;
        if (!hold.reach(wanted)) continue;
        const std::uint64_t now = held += wanted;
        std::uint64_t before = most;
        while (before < now && !most.compare_exchange_weak(before, now)) continue;
        std::this_thread::yield();
        held -= wanted;
        break;
      }
      ++through;
    }
  };
  {
    std::vector<std::jthread> threads;
    for (unsigned t = 0; t < 8; ++t) threads.emplace_back(work, t);
  }
  CHECK(through == 8 * 200);
  CHECK(most <= limit);
  CHECK(most > 0);
}

TEST_CASE("who holds something gets more only where there is room") {
  MemoryGate gate(10);
  MemoryGate::Hold one(gate, 4);
  CHECK(one.reach(3));
  {
    MemoryGate::Hold two(gate, 5);
    CHECK(one.reach(5));
    CHECK_FALSE(one.reach(6));
    CHECK_FALSE(two.reach(6));
  }
  CHECK(one.reach(10));
  CHECK_FALSE(one.reach(11));
}
