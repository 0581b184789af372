// SPDX-License-Identifier: MIT
#pragma once
#include <algorithm>

#include "augury/backend/cpu/context.hpp"
#include "augury/kernel/transfer.hpp"

namespace augury {

template <class T>
void run(upload_t, Context<Cpu>&, T* target, std::span<const T> numbers) {
  std::copy(numbers.begin(), numbers.end(), target);
}
template <class T>
void run(download_t, Context<Cpu>&, std::span<T> numbers, const T* source) {
  std::copy_n(source, numbers.size(), numbers.begin());
}

}  // namespace augury
