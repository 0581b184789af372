// SPDX-License-Identifier: MIT
// A CUDA device's context: one stream, on which everything happens in order, and a pool of scratch
// memory.
#pragma once
#include <algorithm>
#include <memory>
#include <new>
#include <vector>

#include "augury/backend/cuda/device.cuh"
#include "augury/core/context.hpp"
#include "augury/core/scratch.hpp"

namespace augury {

struct Cuda {
  static constexpr const char* name = "cuda";
};

namespace cuda {

struct Free {
  void operator()(std::byte* memory) const { release(memory); }
};
using Memory = std::unique_ptr<std::byte, Free>;

struct Allocate {
  Memory operator()(std::size_t bytes) const {
    return Memory{static_cast<std::byte*>(allocate(std::max<std::size_t>(bytes, 1)))};
  }
};

using Pool = augury::Pool<Memory, Allocate>;

class OwnStream {
 public:
  explicit OwnStream(int device) : stream_(open_stream(device)) {}
  ~OwnStream() { close_stream(stream_); }
  OwnStream(const OwnStream&) = delete;
  OwnStream& operator=(const OwnStream&) = delete;
  Stream get() const { return stream_; }

 private:
  Stream stream_;
};

}  // namespace cuda

template <>
class Context<Cuda> {
 public:
  /// The first stream on `machine.device`. Throws Error where there is none.
  explicit Context(Machine machine = {}) : precision_(machine.precision), stream_(machine.device) {}

  cuda::Stream stream() const { return stream_.get(); }
  Precision precision() const { return precision_; }

  /// f(i) for all i in [0, count).
  template <class F>
  void for_each(std::ptrdiff_t count, const F& f) {
    cuda::for_each(stream(), count, f);
  }
  /// program(block, shared) for every block of a grid.
  template <class Program>
  void launch(cuda::Grid grid, const Program& program) {
    cuda::launch(stream(), grid, program);
  }
  /// `count` elements of scratch memory, not initialised, until the end of the scope: what is
  /// started later on the stream may have the memory again, for by then it is done with.
  template <class T>
  Scratch<T, cuda::Pool> borrow(std::size_t count) {
    return Scratch<T, cuda::Pool>(pool_, count);
  }
  /// Scratch memory taken so far.
  std::size_t scratch_bytes() const { return pool_.bytes(); }
  void synchronize() { cuda::wait_for(stream()); }

 private:
  Precision precision_;
  cuda::OwnStream stream_;
  cuda::Pool pool_;
};

template <class T>
class Buffer<T, Cuda> {
 public:
  Buffer() = default;
  /// `count` zeros.
  Buffer(Context<Cuda>& ctx, std::size_t count)
      : block_(cuda::Allocate{}(count * sizeof(T))), count_(count) {
    cuda::clear(ctx.stream(), block_.get(), count * sizeof(T));
  }
  T* data() const { return reinterpret_cast<T*>(block_.get()); }
  std::size_t size() const { return count_; }

 private:
  cuda::Memory block_;
  std::size_t count_ = 0;
};

}  // namespace augury
