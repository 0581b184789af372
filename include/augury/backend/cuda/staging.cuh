// SPDX-License-Identifier: MIT
// Memory and streams that are owned, and the way of data to the device: a few pinned buffers in turn,
// copied on a stream of their own while the device computes, so that the host waits for nothing unless
// it is some uploads ahead.
#pragma once
#include <algorithm>
#include <cstring>
#include <memory>

#include "augury/backend/cuda/device.cuh"

namespace augury::cuda {

struct Free {
  void operator()(std::byte* memory) const { release(memory); }
};
using Memory = std::unique_ptr<std::byte, Free>;

struct Allocate {
  Memory operator()(std::size_t bytes) const {
    return Memory{static_cast<std::byte*>(allocate(std::max<std::size_t>(bytes, 1)))};
  }
};

struct FreePinned {
  void operator()(std::byte* memory) const { release_pinned(memory); }
};
using PinnedMemory = std::unique_ptr<std::byte, FreePinned>;

/// A stream or an event that ends with its owner.
template <class Handle, void (*close)(Handle)>
class Owned {
 public:
  explicit Owned(Handle handle) : handle_(handle) {}
  ~Owned() { close(handle_); }
  Owned(const Owned&) = delete;
  Owned& operator=(const Owned&) = delete;
  Handle get() const { return handle_; }

 private:
  Handle handle_;
};
using OwnStream = Owned<Stream, close_stream>;
using OwnEvent = Owned<Event, close_event>;

class Staging {
 public:
  /// Larger ones, which are no batches, go from where they lie.
  static constexpr std::size_t most = std::size_t{64} << 20;

  explicit Staging(Stream beside) : stream_(open_stream_beside(beside)) {}
  /// What still copies from the pinned buffers must end before they do.
  ~Staging() {
    for (Place& place : places_)
      if (place.bytes > 0) finish(place);
  }

  /// `target` is set in the order of `stream`.
  void upload(Stream stream, void* target, const void* source, std::size_t bytes) {
    if (bytes == 0) return;
    if (bytes > most) {
      copy(stream, target, source, bytes);
      return wait_for(stream);
    }
    Place& place = places_[next_++ % places];
    if (place.bytes > 0) wait_for(place.done.get());  // long past, unless the host is far ahead
    if (place.bytes < bytes) place.take(bytes);
    std::memcpy(place.pinned.get(), source, bytes);
    copy(stream_.get(), place.device.get(), place.pinned.get(), bytes);
    mark(place.arrived.get(), stream_.get());
    let_wait(stream, place.arrived.get());
    copy(stream, target, place.device.get(), bytes);
    mark(place.done.get(), stream);
  }

 private:
  static constexpr unsigned places = 6;  // two steps of images, labels and a decay
  struct Place {
    std::size_t bytes = 0;
    PinnedMemory pinned;
    Memory device;
    OwnEvent arrived{open_event()}, done{open_event()};
    void take(std::size_t wanted) {
      pinned.reset(static_cast<std::byte*>(allocate_pinned(wanted)));
      device = Allocate{}(wanted);
      bytes = wanted;
    }
  };
  static void finish(Place& place) noexcept {
    try {
      wait_for(place.done.get());
    } catch (const Error&) {  // a device that failed copies no more
    }
  }

  OwnStream stream_;
  Place places_[places];
  unsigned next_ = 0;
};

}  // namespace augury::cuda
