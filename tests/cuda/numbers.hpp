// SPDX-License-Identifier: MIT
// Numbers for kernels, and views of them.
#pragma once
#include <cstddef>
#include <cstdint>
#include <vector>

#include "augury/core/random.hpp"
#include "augury/core/view.hpp"

/// Standard normals.
template <class T>
std::vector<T> numbers(std::size_t count, std::uint32_t stream) {
  std::vector<T> all(count);
  for (std::size_t i = 0; i < count; ++i)
    all[i] = augury::normal<float>(augury::Key{6, augury::Purpose::user}.child(stream), i);
  return all;
}

template <class S, class T>
augury::View<S, T> view(std::vector<T>& memory) {
  return {memory.data(), static_cast<int>(memory.size()) / S::size};
}
