// SPDX-License-Identifier: MIT
// Scratch memory that outlives nothing: blocks go back to their pool and are used again, so that a
// step that has run once allocates nothing the next time.
#pragma once
#include <cstddef>
#include <memory>
#include <vector>

namespace augury {

/// Blocks of Memory, an owning pointer to bytes, that `Allocate{}(bytes)` takes.
template <class Memory, class Allocate>
class Pool {
 public:
  struct Entry {
    Memory block;
    std::size_t bytes = 0;
    bool taken = false;
  };
  Entry& take(std::size_t bytes) {
    Entry* best = nullptr;
    for (auto& entry : entries_)
      if (!entry->taken && entry->bytes >= bytes && (!best || entry->bytes < best->bytes))
        best = entry.get();
    if (!best) {
      entries_.push_back(std::make_unique<Entry>(Entry{Allocate{}(bytes), bytes, false}));
      best = entries_.back().get();
    }
    best->taken = true;
    return *best;
  }
  /// All memory of the pool, on loan or not.
  std::size_t bytes() const {
    std::size_t sum = 0;
    for (const auto& entry : entries_) sum += entry->bytes;
    return sum;
  }

 private:
  std::vector<std::unique_ptr<Entry>> entries_;
};

/// `count` elements on loan from a pool; they go back at the end of the scope.
template <class T, class Pool_>
class Scratch {
 public:
  Scratch(Pool_& pool, std::size_t count) : entry_(pool.take(count * sizeof(T))) {}
  ~Scratch() { entry_.taken = false; }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  T* data() const { return reinterpret_cast<T*>(entry_.block.get()); }
  T& operator[](std::size_t i) const { return data()[i]; }

 private:
  typename Pool_::Entry& entry_;
};

}  // namespace augury
