// SPDX-License-Identifier: MIT
// Counts every allocation of the program that includes it, in one source file: operator new in all
// its forms and, with the GNU C library, malloc and its kin, which libraries call.
#pragma once
#include <atomic>
#include <cstdlib>
#include <new>

#include "sanitized.hpp"

inline std::atomic<long> allocations = 0;

// Sanitizers bring a malloc of their own, which must stay.
#if defined(__GLIBC__) && !defined(AUGURY_TEST_SANITIZED)
extern "C" {
void* __libc_malloc(std::size_t);
void* __libc_calloc(std::size_t, std::size_t);
void* __libc_realloc(void*, std::size_t);
void* __libc_memalign(std::size_t, std::size_t);

void* malloc(std::size_t bytes) {
  ++allocations;
  return __libc_malloc(bytes);
}
void* calloc(std::size_t count, std::size_t bytes) {
  ++allocations;
  return __libc_calloc(count, bytes);
}
void* realloc(void* old, std::size_t bytes) {
  ++allocations;
  return __libc_realloc(old, bytes);
}
void* aligned_alloc(std::size_t alignment, std::size_t bytes) {
  ++allocations;
  return __libc_memalign(alignment, bytes);
}
int posix_memalign(void** block, std::size_t alignment, std::size_t bytes) {
  ++allocations;
  *block = __libc_memalign(alignment, bytes);
  return *block ? 0 : 12;  // ENOMEM
}
}
#endif

namespace counting {
inline void* taken(void* block) {
  ++allocations;
  if (!block) throw std::bad_alloc();
  return block;
}
inline std::size_t rounded(std::size_t bytes, std::size_t alignment) {
  return (bytes + alignment - 1) / alignment * alignment;
}
}  // namespace counting

// Not inlined: a compiler that sees only one of a pair takes it for a mismatch.
#define AUGURY_REPLACED [[gnu::noinline]]
AUGURY_REPLACED void* operator new(std::size_t bytes) {
  return counting::taken(std::malloc(bytes ? bytes : 1));
}
AUGURY_REPLACED void* operator new[](std::size_t bytes) {
  return counting::taken(std::malloc(bytes ? bytes : 1));
}
AUGURY_REPLACED void* operator new(std::size_t bytes, std::align_val_t by) {
  const auto alignment = static_cast<std::size_t>(by);
  return counting::taken(std::aligned_alloc(alignment, counting::rounded(bytes, alignment)));
}
AUGURY_REPLACED void* operator new[](std::size_t bytes, std::align_val_t by) {
  return operator new(bytes, by);
}
AUGURY_REPLACED void* operator new(std::size_t bytes, const std::nothrow_t&) noexcept {
  ++allocations;
  return std::malloc(bytes ? bytes : 1);
}
AUGURY_REPLACED void* operator new[](std::size_t bytes, const std::nothrow_t& quiet) noexcept {
  return operator new(bytes, quiet);
}
AUGURY_REPLACED void operator delete(void* block) noexcept { std::free(block); }
AUGURY_REPLACED void operator delete[](void* block) noexcept { std::free(block); }
AUGURY_REPLACED void operator delete(void* block, std::size_t) noexcept { std::free(block); }
AUGURY_REPLACED void operator delete[](void* block, std::size_t) noexcept { std::free(block); }
AUGURY_REPLACED void operator delete(void* block, std::align_val_t) noexcept { std::free(block); }
AUGURY_REPLACED void operator delete[](void* block, std::align_val_t) noexcept { std::free(block); }
AUGURY_REPLACED void operator delete(void* block, std::size_t, std::align_val_t) noexcept {
  std::free(block);
}
AUGURY_REPLACED void operator delete[](void* block, std::size_t, std::align_val_t) noexcept {
  std::free(block);
}
#undef AUGURY_REPLACED
