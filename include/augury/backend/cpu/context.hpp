// SPDX-License-Identifier: MIT
// The CPU's context: a fixed team of threads and a pool of scratch memory.
#pragma once
#include <algorithm>
#include <atomic>
#include <cassert>
#include <cstddef>
#include <cstring>
#include <limits>
#include <memory>
#include <new>
#include <string>
#include <system_error>
#include <thread>
#include <vector>

#include "augury/core/context.hpp"
#include "augury/core/error.hpp"
#include "augury/core/scratch.hpp"

namespace augury {

struct Cpu {
  static constexpr const char* name = "cpu";
};

namespace cpu {

inline constexpr std::size_t alignment = 64;  // a cache line, and the widest vector

struct Free {
  void operator()(void* p) const { ::operator delete (p, std::align_val_t{alignment}); }
};
using Memory = std::unique_ptr<std::byte, Free>;

inline Memory allocate(std::size_t bytes) {
  // One line more than asked for: vector loads may run past the last element, never past a page.
  return Memory{
      static_cast<std::byte*>(::operator new (bytes + alignment, std::align_val_t{alignment}))};
}

/// A fixed team: `run(tasks, f)` calls f(task, worker) once for every task. Which worker takes
/// which task is left to chance, so a task's result must depend on its number alone. A task must
/// not call `run` itself: scratch memory is by worker, and the helpers are busy.
class Team {
 public:
  /// Who waits looks out for what it waits for as long as others will not miss its core, and then
  /// sleeps. Where there are more threads than cores they will: it sleeps at once.
  explicit Team(int threads) : Team(threads, threads > cores() ? 0 : 4000) {}
  /// looks: so often it looks before it sleeps.
  Team(int threads, int looks) : size_(std::max(1, threads)), looks_(looks) {
    try {
      for (int w = 1; w < size_; ++w) helpers_.emplace_back([this, w] { help(w); });
    } catch (const std::system_error&) {
      send_home();
      throw Error("the system does not start " + std::to_string(size_) +
                  " threads; give fewer with --threads");
    }
  }
  ~Team() { send_home(); }
  Team(const Team&) = delete;
  Team& operator=(const Team&) = delete;

  int size() const { return size_; }
  int looks() const { return looks_; }

  template <class F>
  void run(int tasks, F& f) {
    assert(!running_ && "a task of Team::run called run");
    if (size_ == 1 || tasks <= 1) {
      for (int task = 0; task < tasks; ++task) f(task, 0);
      return;
    }
    running_ = true;  // the helpers see it when they see the round
    call_ = [](void* body, int task, int worker) { (*static_cast<F*>(body))(task, worker); };
    body_ = &f;
    tasks_ = tasks;
    next_.store(0, std::memory_order_relaxed);
    busy_.store(size_ - 1, std::memory_order_relaxed);
    release();
    work(0);
    spin_until([this] { return busy_.load(std::memory_order_acquire) == 0; });
    for (int left; (left = busy_.load(std::memory_order_acquire)) != 0;) busy_.wait(left);
    running_ = false;
  }

 private:
  void send_home() {
    stop_ = true;
    release();
    for (auto& helper : helpers_) helper.join();
  }
  void release() {
    round_.fetch_add(1, std::memory_order_release);
    round_.notify_all();
  }
  void work(int worker) {
    for (int task; (task = next_.fetch_add(1, std::memory_order_relaxed)) < tasks_;)
      call_(body_, task, worker);
  }
  void help(int worker) {
    for (unsigned seen = 0;;) {
      spin_until([&] { return round_.load(std::memory_order_acquire) != seen; });
      round_.wait(seen, std::memory_order_acquire);
      seen = round_.load(std::memory_order_acquire);
      if (stop_) return;
      work(worker);
      if (busy_.fetch_sub(1, std::memory_order_acq_rel) == 1) busy_.notify_one();
    }
  }
  /// As many as the system tells of; all that one could want where it tells nothing.
  static int cores() {
    const unsigned count = std::thread::hardware_concurrency();
    return count > 0 ? static_cast<int>(count) : std::numeric_limits<int>::max();
  }
  /// A short wait without the kernel: kernels follow each other within microseconds.
  template <class Ready>
  void spin_until(Ready ready) const {
    for (int i = 0; i < looks_ && !ready(); ++i) {
#if defined(__x86_64__) || defined(__i386__)
      __builtin_ia32_pause();
#endif
    }
  }

  int size_, looks_;
  std::vector<std::thread> helpers_;
  std::atomic<unsigned> round_{0};
  std::atomic<int> next_{0}, busy_{0};
  std::atomic<bool> stop_{false};
  void (*call_)(void*, int, int) = nullptr;
  void* body_ = nullptr;
  int tasks_ = 0;
  bool running_ = false;
};

struct Allocate {
  Memory operator()(std::size_t bytes) const { return allocate(bytes); }
};
using Pool = augury::Pool<Memory, Allocate>;
template <class T>
using Scratch = augury::Scratch<T, Pool>;

}  // namespace cpu

template <>
class Context<Cpu> {
 public:
  /// Throws UsageError for another precision than fp32.
  explicit Context(Machine machine) : Context(machine.threads) {
    if (machine.precision != Precision::fp32)
      throw UsageError(
          "the CPU computes in fp32 alone; leave the precision, or use the device cuda");
  }
  /// A context with a number of threads; 0 means one per core.
  explicit Context(int threads = 0)
      : team_(threads > 0 ? threads : static_cast<int>(std::thread::hardware_concurrency())) {}

  int threads() const { return team_.size(); }

  /// f(task, worker) for every task in [0, tasks), split over the threads.
  template <class F>
  void parallel(int tasks, F&& f) {
    team_.run(tasks, f);
  }
  /// `count` elements of scratch memory, not initialised, until the end of the scope.
  template <class T>
  cpu::Scratch<T> borrow(std::size_t count) {
    return cpu::Scratch<T>(pool_, count);
  }
  /// Scratch memory taken so far.
  std::size_t scratch_bytes() const { return pool_.bytes(); }
  /// Nothing to wait for: CPU kernels are done when they return.
  void synchronize() {}

 private:
  cpu::Team team_;
  cpu::Pool pool_;
};

/// Nothing is gained by keeping what a step starts.
template <>
class Recording<Cpu> {
 public:
  template <class Facts, class Body>
  void run(Context<Cpu>&, std::uint32_t, float factor, Facts, Body body) {
    body(factor);
  }
};

template <class T>
class Buffer<T, Cpu> {
 public:
  Buffer() = default;
  /// `count` zeros.
  Buffer(Context<Cpu>&, std::size_t count)
      : block_(cpu::allocate(count * sizeof(T))), count_(count) {
    std::memset(static_cast<void*>(block_.get()), 0, count * sizeof(T));
  }
  T* data() const { return reinterpret_cast<T*>(block_.get()); }
  std::size_t size() const { return count_; }

 private:
  cpu::Memory block_;
  std::size_t count_ = 0;
};

}  // namespace augury
