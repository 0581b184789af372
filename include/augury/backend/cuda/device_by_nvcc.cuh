// SPDX-License-Identifier: MIT
// The device, by the CUDA runtime: memory, streams, events, graphs, and programs as kernels.
#pragma once
#include <cuda_runtime.h>

#include <algorithm>
#include <cstddef>
#include <string>
#include <vector>

#include "augury/backend/cuda/block.cuh"
#include "augury/backend/cuda/device_facts.cuh"
#include "augury/core/error.hpp"

namespace augury::cuda {

using Stream = cudaStream_t;

/// Throws Error with a sentence of the CUDA runtime.
inline void check(cudaError_t status, const char* what) {
  if (status == cudaSuccess) return;
  if (status == cudaErrorNoKernelImageForDevice) throw Error(no_kernels());
  throw Error(std::string("CUDA cannot ") + what + ": " + cudaGetErrorString(status));
}

/// All devices, in the order of their numbers. Throws Error where there is none that can be used.
inline std::vector<DeviceFacts> devices() {
  int count = 0, driver = 0, runtime = 0;
  const cudaError_t status = cudaGetDeviceCount(&count);
  cudaDriverGetVersion(&driver);  // 0: there is none
  cudaRuntimeGetVersion(&runtime);
  if (status == cudaErrorInsufficientDriver && driver > 0) throw Error(old_driver(driver, runtime));
  if (status == cudaErrorInsufficientDriver || status == cudaErrorNoDevice)
    throw Error(no_device());
  check(status, "find its devices");
  if (count == 0) throw Error(no_device());
  std::vector<DeviceFacts> all;
  for (int i = 0; i < count; ++i) {
    cudaDeviceProp properties{};
    check(cudaGetDeviceProperties(&properties, i), "ask a device for its name");
    all.push_back(
        {i, properties.name, properties.major, properties.minor, properties.totalGlobalMem});
  }
  return all;
}
/// Bytes of the current device's memory that nobody uses.
inline std::size_t free_memory() {
  std::size_t free = 0, total = 0;
  check(cudaMemGetInfo(&free, &total), "ask the device for its memory");
  return free;
}
template <int>
__global__ void do_nothing() {}
/// What the thread does from now on, it does on this device.
inline void use_device(int device) { check(cudaSetDevice(device), "use the device"); }
/// The compute capability that the kernels which the device runs were compiled for: 90 is 9.0.
inline int compiled_for() {
  cudaFuncAttributes kernel{};
  check(cudaFuncGetAttributes(&kernel, do_nothing<0>), "load its kernels");
  return kernel.ptxVersion;
}
inline Stream open_stream(int device) {
  use_device(device);
  compiled_for();  // says so where there are no kernels for it
  Stream stream = nullptr;
  check(cudaStreamCreateWithFlags(&stream, cudaStreamNonBlocking), "open a stream");
  return stream;
}
/// Another stream of the same device.
inline Stream open_stream_beside(Stream) {
  Stream stream = nullptr;
  check(cudaStreamCreateWithFlags(&stream, cudaStreamNonBlocking), "open a stream");
  return stream;
}
inline void close_stream(Stream stream) { cudaStreamDestroy(stream); }
inline void wait_for(Stream stream) { check(cudaStreamSynchronize(stream), "finish its work"); }

inline void* allocate(std::size_t bytes) {
  void* memory = nullptr;
  if (cudaMalloc(&memory, bytes) == cudaErrorMemoryAllocation) {
    cudaGetLastError();  // it is told here
    throw OutOfMemory(no_room(bytes));
  }
  check(cudaGetLastError(), "take memory");
  return memory;
}
inline void release(void* memory) { cudaFree(memory); }
inline void clear(Stream stream, void* memory, std::size_t bytes) {
  if (bytes == 0) return;
  check(cudaMemsetAsync(memory, 0, bytes, stream), "clear memory");
}
inline void copy(Stream stream, void* target, const void* source, std::size_t bytes) {
  if (bytes == 0) return;
  check(cudaMemcpyAsync(target, source, bytes, cudaMemcpyDefault, stream), "copy");
}

/// Memory of the host that a device copies from by itself, while the host goes on.
inline void* allocate_pinned(std::size_t bytes) {
  void* memory = nullptr;
  check(cudaMallocHost(&memory, bytes), "pin memory of the host");
  return memory;
}
inline void release_pinned(void* memory) { cudaFreeHost(memory); }

/// A moment of a stream, once it was marked.
using Event = cudaEvent_t;
inline Event open_event() {
  Event event = nullptr;
  check(cudaEventCreateWithFlags(&event, cudaEventDisableTiming), "make an event");
  return event;
}
inline void close_event(Event event) { cudaEventDestroy(event); }
inline void mark(Event event, Stream stream) {
  check(cudaEventRecord(event, stream), "mark a moment");
}
inline void wait_for(Event event) { check(cudaEventSynchronize(event), "finish its work"); }
inline void let_wait(Stream stream, Event event) {
  check(cudaStreamWaitEvent(stream, event), "wait for a moment");
}

/// What was started on a stream between begin_recording and end_recording, to be run again.
using Graph = cudaGraphExec_t;
inline void begin_recording(Stream stream) {
  check(cudaStreamBeginCapture(stream, cudaStreamCaptureModeThreadLocal), "record a step");
}
/// Null where the recording came to nothing.
inline Graph end_recording(Stream stream) {
  cudaGraph_t graph = nullptr;
  cudaGraphExec_t program = nullptr;
  if (cudaStreamEndCapture(stream, &graph) == cudaSuccess && graph != nullptr) {
    if (cudaGraphInstantiate(&program, graph, 0) != cudaSuccess) program = nullptr;
    cudaGraphDestroy(graph);
  }
  cudaGetLastError();  // what went wrong is told by the null
  return program;
}
inline void replay(Stream stream, const Graph& graph) {
  check(cudaGraphLaunch(graph, stream), "run a recorded step");
}
inline bool is_empty(const Graph& graph) { return graph == nullptr; }
inline void close_graph(Graph& graph) {
  if (graph != nullptr) cudaGraphExecDestroy(graph);
  graph = nullptr;
}

template <class Program>
__global__ void __launch_bounds__(Program::threads) run_program(Program program) {
  // Raw bytes: shared variables have no constructors.
  alignas(32) __shared__ unsigned char shared[sizeof(typename Program::Shared)];
  program(Block<Program::threads>{static_cast<int>(blockIdx.x), static_cast<int>(blockIdx.y),
                                  static_cast<int>(blockIdx.z)},
          *reinterpret_cast<typename Program::Shared*>(shared));
}
/// Runs program(block, shared) for every block of a grid.
template <class Program>
void launch(Stream stream, Grid grid, const Program& program) {
  static_assert(sizeof(typename Program::Shared) <= 48 * 1024, "no block has more shared memory");
  if (grid.x == 0 || grid.y == 0 || grid.z == 0) return;
  const dim3 blocks(static_cast<unsigned>(grid.x), static_cast<unsigned>(grid.y),
                    static_cast<unsigned>(grid.z));
  run_program<<<blocks, Program::threads, 0, stream>>>(program);
  check(cudaGetLastError(), "start a kernel");
}

template <class F>
__global__ void __launch_bounds__(256) run_for_each(std::ptrdiff_t count, F f) {
  const std::ptrdiff_t step = std::ptrdiff_t{256} * gridDim.x;
  for (std::ptrdiff_t i = std::ptrdiff_t{256} * blockIdx.x + threadIdx.x; i < count; i += step)
    f(i);
}
/// f(i) for all i in [0, count), each by a thread of its own.
template <class F>
void for_each(Stream stream, std::ptrdiff_t count, const F& f) {
  if (count <= 0) return;
  constexpr std::ptrdiff_t most = 1 << 16;
  const auto blocks = static_cast<unsigned>(std::min(most, (count + 255) / 256));
  run_for_each<<<blocks, 256, 0, stream>>>(count, f);
  check(cudaGetLastError(), "start a kernel");
}

}  // namespace augury::cuda
