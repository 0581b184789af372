// SPDX-License-Identifier: MIT
// The CPU's context: a fixed team of threads and a pool of scratch memory.
#pragma once
#include <cstddef>
#include <cstring>
#include <memory>
#include <new>
#include <thread>

#include "augury/backend/cpu/team.hpp"
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
  bool recorded() const { return false; }
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
