// SPDX-License-Identifier: MIT
// The host in the place of a device: the same functions, and programs run block by block and thread by
// thread, when they are started or, while a step is recorded, when it is replayed.
#pragma once
#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <memory>
#include <new>
#include <utility>
#include <vector>

#include "augury/backend/cuda/block.cuh"
#include "augury/backend/cuda/device_facts.cuh"
#include "augury/core/error.hpp"

namespace augury::cuda {

inline std::size_t host_memory = std::size_t{1} << 36, host_memory_taken = 0;  // bytes
inline std::vector<DeviceFacts> devices() {
  return {{0, "the host in the place of a device", 0, 0, host_memory}};
}
inline std::size_t free_memory() { return host_memory - host_memory_taken; }

/// What is started on a stream is done at once; while a recording is made, later and as often as it
/// is replayed, with the numbers it was started with.
struct HostStream {
  std::vector<std::function<void()>> recorded;
  bool recording = false;
};
using Stream = HostStream*;
inline Stream open_stream(int) { return new HostStream; }
inline Stream open_stream_beside(Stream) { return new HostStream; }
inline void close_stream(Stream stream) { delete stream; }
inline void wait_for(Stream stream) {
  if (stream->recording) throw Error("nothing can be waited for while a step is recorded");
}
template <class Work>
void start(Stream stream, Work work) {
  if (stream->recording) stream->recorded.push_back(work);
  else work();
}

inline void* allocate(std::size_t bytes) {
  constexpr std::size_t header = 64;  // keeps the size
  if (bytes > free_memory()) throw OutOfMemory(no_room(bytes));
  auto* memory = static_cast<std::byte*>(std::malloc(bytes + header));
  if (memory == nullptr) throw std::bad_alloc();
  std::memcpy(memory, &bytes, sizeof bytes);
  host_memory_taken += bytes;
  return memory + header;
}
inline void release(void* memory) {
  if (memory == nullptr) return;
  auto* begin = static_cast<std::byte*>(memory) - 64;
  std::size_t bytes = 0;
  std::memcpy(&bytes, begin, sizeof bytes);
  host_memory_taken -= bytes;
  std::free(begin);
}
inline void clear(Stream stream, void* memory, std::size_t bytes) {
  start(stream, [=] { std::memset(memory, 0, bytes); });
}
inline void copy(Stream stream, void* target, const void* source, std::size_t bytes) {
  start(stream, [=] { std::memcpy(target, source, bytes); });
}
inline void* allocate_pinned(std::size_t bytes) { return std::malloc(bytes); }
inline void release_pinned(void* memory) { std::free(memory); }

struct Event {};
inline Event open_event() { return {}; }
inline void close_event(Event) {}
inline void mark(Event, Stream) {}
inline void wait_for(Event) {}
inline void let_wait(Stream stream, Event) { wait_for(stream); }

using Graph = std::vector<std::function<void()>>;
inline void begin_recording(Stream stream) {
  stream->recorded.clear();
  stream->recording = true;
}
inline Graph end_recording(Stream stream) {
  stream->recording = false;
  return std::move(stream->recorded);
}
inline void replay(Stream, const Graph& graph) {
  for (const auto& work : graph) work();
}
inline bool is_empty(const Graph& graph) { return graph.empty(); }
inline void close_graph(Graph& graph) { graph.clear(); }

template <class Program>
void launch(Stream stream, Grid grid, const Program& program) {
  start(stream, [=] {
    const auto shared = std::make_unique<typename Program::Shared>();
    for (int z = 0; z < grid.z; ++z)
      for (int y = 0; y < grid.y; ++y)
        for (int x = 0; x < grid.x; ++x) program(Block<Program::threads>{x, y, z}, *shared);
  });
}
template <class F>
void for_each(Stream stream, std::ptrdiff_t count, const F& f) {
  start(stream, [=] {
    for (std::ptrdiff_t i = 0; i < count; ++i) f(i);
  });
}

}  // namespace augury::cuda
