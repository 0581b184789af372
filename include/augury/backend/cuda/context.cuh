// SPDX-License-Identifier: MIT
// A CUDA device's context: one stream, on which everything happens in order, a pool of scratch
// memory, what goes to the device, and a clock for steps that are recorded.
#pragma once
#include <algorithm>
#include <cstdint>
#include <memory>

#include "augury/backend/cuda/convolver.cuh"
#include "augury/backend/cuda/device.cuh"
#include "augury/backend/cuda/library.cuh"
#include "augury/backend/cuda/staging.cuh"
#include "augury/core/context.hpp"
#include "augury/core/scratch.hpp"
#include "augury/kernel/draw.hpp"

namespace augury {

struct Cuda {
  static constexpr const char* name = "cuda";
};

namespace cuda {

using Pool = augury::Pool<Memory, Allocate>;

/// Where a recorded step is in time. Kernels add `steps` to the step of a random number's key and
/// take learning rates times `factor`; but in replayed steps they are 0 and 1.
struct Clock {
  std::uint32_t steps;
  float factor;

  AUGURY_HD Draw now(Draw draw) const {
    draw.key.step += steps;
    return draw;
  }
  /// A rule that draws, as of now.
  template <class Rule>
  AUGURY_HD Rule now(Rule rule) const {
    rule.draw = now(rule.draw);
    return rule;
  }
};

}  // namespace cuda

template <>
class Context<Cuda> {
  /// Scratch memory for a library. Stands here because its type has no name.
  auto borrower() {
    return [this](std::size_t bytes) { return borrow<std::byte>(bytes); };
  }

 public:
  /// The first stream on `machine.device`. Throws UsageError where there is no device of that number,
  /// and Error where there is none at all, or where a library that the build uses cannot be opened.
  explicit Context(Machine machine = {})
      : precision_(machine.precision),
        facts_(cuda::device_of(cuda::devices(), machine.device)),
        stream_(cuda::open_stream(machine.device)),
        clock_(cuda::Allocate{}(sizeof(cuda::Clock))),
        staging_(stream()),
        library_(machine.precision),
        convolver_(machine.precision) {
    facts_.free = cuda::free_memory();
    facts_.compiled_for = cuda::compiled_for();
    set_clock({0, 1});
  }

  /// The device, and what of its memory nobody used when this context began.
  const cuda::DeviceFacts& device() const { return facts_; }
  /// Its device is the thread's from then on, so that one thread may have contexts on several.
  cuda::Stream stream() const {
    cuda::use_device(facts_.number);
    return stream_.get();
  }
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
  /// Whether NVIDIA's library makes this product, which is then started.
  template <class T>
  bool multiply(const cuda::LibraryProduct<T>& product) {
    return library_.multiply(stream(), product, borrower());
  }
  /// Whether NVIDIA's library makes convolutions of this shape.
  bool makes(const cuda::ConvolutionShape& shape) { return convolver_.makes(stream(), shape); }
  /// Starts one that it makes.
  template <class T, class Sum>
  void convolve(const cuda::LibraryConvolution<T, Sum>& convolution) {
    convolver_.convolve(stream(), convolution, borrower());
  }
  /// `count` elements of scratch memory, not initialised, until the end of the scope: what is
  /// started later on the stream may have the memory again, for by then it is done with.
  template <class T>
  Scratch<T, cuda::Pool> borrow(std::size_t count) {
    cuda::use_device(facts_.number);
    return Scratch<T, cuda::Pool>(pool_, count);
  }
  /// Scratch memory taken so far.
  std::size_t scratch_bytes() const { return pool_.bytes(); }
  void synchronize() { cuda::wait_for(stream()); }

  /// In the device's memory.
  const cuda::Clock* clock() const { return reinterpret_cast<cuda::Clock*>(clock_.get()); }
  void set_clock(cuda::Clock now) {
    auto* clock = reinterpret_cast<cuda::Clock*>(clock_.get());
    for_each(1, [=] AUGURY_HD(std::ptrdiff_t) { *clock = now; });
  }
  /// Copies from the host without waiting; the source may change as soon as this returns.
  void upload(void* target, const void* source, std::size_t bytes) {
    staging_.upload(stream(), target, source, bytes);
  }

 private:
  Precision precision_;
  cuda::DeviceFacts facts_;
  cuda::OwnStream stream_;
  cuda::Pool pool_;
  cuda::Memory clock_;
  cuda::Staging staging_;
  cuda::Library library_;
  cuda::Convolver convolver_;
};

template <class T>
class Buffer<T, Cuda> {
 public:
  Buffer() = default;
  /// `count` zeros.
  Buffer(Context<Cuda>& ctx, std::size_t count) : count_(count) {
    const cuda::Stream stream = ctx.stream();
    block_ = cuda::Allocate{}(count * sizeof(T));
    cuda::clear(stream, block_.get(), count * sizeof(T));
  }
  T* data() const { return reinterpret_cast<T*>(block_.get()); }
  std::size_t size() const { return count_; }

 private:
  cuda::Memory block_;
  std::size_t count_ = 0;
};

}  // namespace augury
