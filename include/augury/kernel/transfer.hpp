// SPDX-License-Identifier: MIT
// Between host and backend: upload(ctx, target, numbers) and download(ctx, numbers, source).
#pragma once
#include <span>

#include "augury/kernel/kernel.hpp"

namespace augury {

struct upload_t {
  template <class Ctx, class T>
  void operator()(Ctx& ctx, T* target, std::span<const T> numbers) const {
    run(*this, ctx, target, numbers);
  }
};
inline constexpr upload_t upload{};

struct download_t {
  template <class Ctx, class T>
  void operator()(Ctx& ctx, std::span<T> numbers, const T* source) const {
    run(*this, ctx, numbers, source);
  }
};
inline constexpr download_t download{};

}  // namespace augury
