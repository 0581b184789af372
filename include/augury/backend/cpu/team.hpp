// SPDX-License-Identifier: MIT
// The threads of a CPU's context.
#pragma once
#include <algorithm>
#include <atomic>
#include <cassert>
#include <limits>
#include <string>
#include <system_error>
#include <thread>
#include <vector>

#include "augury/core/error.hpp"

namespace augury::cpu {

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

}  // namespace augury::cpu
