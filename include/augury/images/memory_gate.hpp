// SPDX-License-Identifier: MIT
// MemoryGate: how many threads may hold large pictures at once is decided by their bytes.
#pragma once
#include <condition_variable>
#include <cstdint>
#include <mutex>

namespace augury::detail {

/// Lets callers in while the sum of what they hold stays within a limit. Nobody waits while
/// holding anything, so nobody waits forever.
class MemoryGate {
 public:
  explicit MemoryGate(std::uint64_t limit) : limit_(limit) {}
  std::uint64_t limit() const { return limit_; }

  /// What one caller holds, until it ends.
  class Hold {
   public:
    /// Waits. bytes: at most the limit.
    Hold(MemoryGate& gate, std::uint64_t bytes) : gate_(gate), bytes_(bytes) {
      std::unique_lock lock(gate_.mutex_);
      gate_.left_.wait(lock, [&] { return gate_.used_ + bytes_ <= gate_.limit_; });
      gate_.used_ += bytes_;
    }
    Hold(const Hold&) = delete;
    Hold& operator=(const Hold&) = delete;
    ~Hold() {
      const std::lock_guard lock(gate_.mutex_);
      gate_.used_ -= bytes_;
      gate_.left_.notify_all();
    }

    /// Whether it now holds `bytes`; never waits. False: let go, and come again for more.
    bool reach(std::uint64_t bytes) {
      const std::lock_guard lock(gate_.mutex_);
      if (bytes <= bytes_) return true;
      if (gate_.used_ - bytes_ + bytes > gate_.limit_) return false;
      gate_.used_ += bytes - bytes_;
      bytes_ = bytes;
      return true;
    }

   private:
    MemoryGate& gate_;
    std::uint64_t bytes_;
  };

 private:
  std::uint64_t limit_, used_ = 0;
  std::mutex mutex_;
  std::condition_variable left_;
};

}  // namespace augury::detail
