// SPDX-License-Identifier: MIT
// read_pictures: many files, in parallel.
#pragma once
#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <filesystem>
#include <functional>
#include <mutex>
#include <new>
#include <span>
#include <string>
#include <thread>
#include <vector>

#include "augury/core/error.hpp"
#include "augury/images/folder_cache.hpp"
#include "augury/images/folder_listing.hpp"
#include "augury/images/memory_gate.hpp"
#include "augury/images/read_picture.hpp"

namespace augury::detail {

/// f(i) for every i in [0, count), each by whichever thread is free. The first exception ends it
/// and comes out.
template <class F>
void for_each_free_thread(std::size_t count, int threads, F f) {
  std::atomic<std::size_t> next{0};
  std::exception_ptr failed;
  std::mutex failing;
  const auto work = [&] {
    try {
      for (std::size_t i; (i = next++) < count;) f(i);
    } catch (...) {
      next = count;
      const std::lock_guard lock(failing);
      if (!failed) failed = std::current_exception();
    }
  };
  {
    std::vector<std::jthread> helpers;
    for (int t = 1; t < threads && static_cast<std::size_t>(t) < count; ++t) {
      try {
        helpers.emplace_back(work);
      } catch (const std::system_error&) {  // no more threads here: those that are do it all
        break;
      }
    }
    work();
  }
  if (failed) std::rethrow_exception(failed);
}

/// Reads all files below `folder`; one that cannot be read has its reason, and the others go on.
/// Sets lasting to false where a reason is none of a file's contents.
inline ReadPictures read_pictures(const std::filesystem::path& folder,
                                  const std::vector<PictureFile>& files, const PictureStyle& style,
                                  int threads,
                                  const std::function<void(std::size_t, std::size_t)>& progress,
                                  bool& lasting) {
  const std::size_t bytes = static_cast<std::size_t>(style.height) *
                            static_cast<std::size_t>(style.width) *
                            static_cast<std::size_t>(style.channels);
  ReadPictures result{std::vector<std::string>(files.size()), {}};
  result.pixels.resize(files.size() * bytes);
  MemoryGate gate(picture_memory);
  std::atomic<bool> all_lasting{true};
  std::mutex telling;
  std::size_t done = 0;
  const int cores = static_cast<int>(std::thread::hardware_concurrency());
  for_each_free_thread(
      files.size(), threads > 0 ? threads : std::max(1, cores), [&](std::size_t i) {
        try {
          read_picture(folder / files[i].file, style, gate,
                       std::span(result.pixels).subspan(i * bytes, bytes));
        } catch (const Unreadable& failed) {
          result.reasons[i] = failed.what();
          all_lasting = false;
        } catch (const Error& failed) {
          result.reasons[i] = failed.what();
        } catch (const std::exception&) {  // bad_alloc, or OpenCV's own out-of-memory
          result.reasons[i] = "there is no memory to decode it";
          all_lasting = false;
        }
        if (!progress) return;
        const std::lock_guard lock(telling);
        progress(++done, files.size());
      });
  lasting = all_lasting;
  return result;
}

}  // namespace augury::detail
