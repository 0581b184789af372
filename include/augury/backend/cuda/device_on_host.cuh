// SPDX-License-Identifier: MIT
// The host in the place of a device: the same functions, and programs run block by block and thread by
// thread. As on a device nothing is done when it is started, but when somebody waits for it
// (streams_on_host.cuh); and the host reads no memory of the device (memory_on_host.cuh).
#pragma once
#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <utility>
#include <vector>

#include "augury/backend/cuda/block.cuh"
#include "augury/backend/cuda/device_facts.cuh"
#include "augury/backend/cuda/memory_on_host.cuh"
#include "augury/backend/cuda/streams_on_host.cuh"
#include "augury/core/error.hpp"

namespace augury::cuda {

inline std::size_t host_memory = std::size_t{1} << 36;  // bytes
inline std::vector<DeviceFacts> devices() {
  return {{0, "the host in the place of a device", 0, 0, host_memory}};
}
inline std::size_t free_memory() { return host_memory - device_memory.taken(); }
inline void use_device(int) {}
inline int compiled_for() { return 0; }

inline void* allocate(std::size_t bytes) {
  refuse_in_recording();
  if (bytes > free_memory()) throw OutOfMemory(no_room(bytes));
  return device_memory.take(bytes);
}
inline void release(void* memory) {
  if (memory == nullptr) return;
  recording_fails = recording != nullptr;
  finish_all();
  device_memory.give_back(static_cast<std::byte*>(memory));
}
inline void clear(Stream stream, void* memory, std::size_t bytes) {
  if (bytes > 0) start(stream, [=] { std::memset(memory, 0, bytes); });
}
inline void copy(Stream stream, void* target, const void* source, std::size_t bytes) {
  if (bytes > 0) start(stream, [=] { std::memcpy(target, source, bytes); });
}
inline void* allocate_pinned(std::size_t bytes) {
  refuse_in_recording();
  return std::malloc(bytes);
}
inline void release_pinned(void* memory) {
  recording_fails = recording != nullptr;
  finish_all();
  std::free(memory);
}

using Graph = std::vector<Work>;
inline void begin_recording(Stream stream) {
  stream->recorded.clear();
  recording = stream;
  recording_fails = false;
}
inline Graph end_recording(Stream stream) {
  recording = nullptr;
  if (recording_fails) return {};
  return std::move(stream->recorded);
}
inline void replay(Stream stream, const Graph& graph) {
  for (const Work& work : graph) start(stream, work);
}
inline bool is_empty(const Graph& graph) { return graph.empty(); }
inline void close_graph(Graph& graph) { graph.clear(); }

template <class Program>
void launch(Stream stream, Grid grid, const Program& program) {
  static_assert(sizeof(typename Program::Shared) <= 48 * 1024, "no block has more shared memory");
  if (grid.y > 65535 || grid.z > 65535) throw Error("no device has a grid as large as that");
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
