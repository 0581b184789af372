// SPDX-License-Identifier: MIT
// The memory of a device that is played by the host. It is as far away as a real one: the host cannot
// read or write it but while a program runs, it begins as what is not a number, and what lies behind
// its end is nobody's.
#pragma once
#include <sys/mman.h>
#include <unistd.h>

#include <cstddef>
#include <cstring>
#include <iterator>
#include <map>
#include <new>

namespace augury::cuda {

class HostMemory {
 public:
  std::byte* take(std::size_t bytes) {
    const std::size_t wanted = (bytes + 15) / 16 * 16;
    Pages pages{(wanted + page() - 1) / page() * page(), bytes};
    void* begin = mmap(nullptr, pages.usable + page(), PROT_NONE,
                       MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (begin == MAP_FAILED) throw std::bad_alloc();
    auto* first = static_cast<std::byte*>(begin);
    mprotect(first, pages.usable, PROT_READ | PROT_WRITE);
    std::memset(first, 0xff, pages.usable);
    mprotect(first, pages.usable, PROT_NONE);
    all_[first] = pages;
    taken_ += bytes;
    return first + pages.usable - wanted;  // its end is that of the last page
  }
  void give_back(std::byte* memory) {
    const auto found = std::prev(all_.upper_bound(memory));
    taken_ -= found->second.taken;
    munmap(found->first, found->second.usable + page());
    all_.erase(found);
  }
  std::size_t taken() const { return taken_; }
  void open() const { protect(PROT_READ | PROT_WRITE); }
  void close() const { protect(PROT_NONE); }

 private:
  struct Pages {
    std::size_t usable, taken;  // bytes
  };
  static std::size_t page() { return static_cast<std::size_t>(sysconf(_SC_PAGESIZE)); }
  void protect(int rights) const {
    for (const auto& [first, pages] : all_) mprotect(first, pages.usable, rights);
  }
  std::map<std::byte*, Pages> all_;
  std::size_t taken_ = 0;
};

}  // namespace augury::cuda
