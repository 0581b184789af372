// SPDX-License-Identifier: MIT
// The backend that the laws are checked on. They are written once: AUGURY_TEST_CUDA says that this
// program checks them for CUDA.
#pragma once
#include <algorithm>
#include <span>
#include <vector>

#if defined(AUGURY_TEST_CUDA)
#include "augury/cuda.cuh"
#else
#include "augury/augury.hpp"
#endif

namespace laws {
using namespace augury;

#if defined(AUGURY_TEST_CUDA)
using Backend = Cuda;
#else
using Backend = Cpu;
#endif

#if defined(__CUDACC__)
/// Memory that host and device both read and write.
template <class T>
struct Shared {
  using value_type = T;
  Shared() = default;
  template <class U>
  Shared(const Shared<U>&) {}
  T* allocate(std::size_t count) {
    void* memory = nullptr;
    cuda::check(cudaMallocManaged(&memory, count * sizeof(T)), "take memory");
    return static_cast<T*>(memory);
  }
  void deallocate(T* memory, std::size_t) { cudaFree(memory); }
  friend bool operator==(Shared, Shared) { return true; }
};
/// Numbers in it, taken for those of a plain vector wherever the laws use one.
template <class T>
struct Array : std::vector<T, Shared<T>> {
  using Base = std::vector<T, Shared<T>>;
  using Base::Base;
  Array(const std::vector<T>& numbers) : Base(numbers.begin(), numbers.end()) {}
  operator std::vector<T>() const { return {this->begin(), this->end()}; }
  friend bool operator==(const Array& a, const Array& b) { return std::ranges::equal(a, b); }
  friend bool operator==(const Array& a, const std::vector<T>& b) {
    return std::ranges::equal(a, b);
  }
};
#else
template <class T>
using Array = std::vector<T>;
#endif

/// Numbers into a view of the backend, and out of one.
template <class V, class Numbers>
void put(Context<Backend>& ctx, V view, const Numbers& from) {
  upload(ctx, view.data, std::span<const ScalarOf<V>>(from.data(), from.size()));
}
template <class V>
Array<ScalarOf<V>> take(Context<Backend>& ctx, V view) {
  Array<ScalarOf<V>> numbers(static_cast<std::size_t>(view.size()));
  download(ctx, std::span<ScalarOf<V>>(numbers.data(), numbers.size()),
           static_cast<const ScalarOf<V>*>(view.data));
  return numbers;
}

}  // namespace laws
