// SPDX-License-Identifier: MIT
#pragma once
#include "augury/backend/cuda/context.cuh"
#include "augury/kernel/transfer.hpp"

namespace augury {

template <class T>
void run(upload_t, Context<Cuda>& ctx, T* target, std::span<const T> numbers) {
  ctx.upload(target, numbers.data(), numbers.size_bytes());
}
/// Waits for what was started before.
template <class T>
void run(download_t, Context<Cuda>& ctx, std::span<T> numbers, const T* source) {
  cuda::copy(ctx.stream(), numbers.data(), source, numbers.size_bytes());
  ctx.synchronize();
}

}  // namespace augury
