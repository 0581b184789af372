// SPDX-License-Identifier: MIT
// How the program folder has its pictures read.
#pragma once
#include <unistd.h>

#include <chrono>
#include <cstddef>
#include <cstdio>

#include "../shared/recipe.hpp"

#include "augury/images/image_folder.hpp"

namespace folder {

/// Says on a terminal how many pictures are read, where that takes more than a second.
inline auto reading_line() {
  using Clock = std::chrono::steady_clock;
  return [next = Clock::now() + std::chrono::seconds(1), open = false](std::size_t done,
                                                                       std::size_t files) mutable {
    if (::isatty(STDERR_FILENO) == 0 || (Clock::now() < next && !(open && done == files))) return;
    next = Clock::now() + std::chrono::milliseconds(200);
    open = true;
    if (done < files) std::fprintf(stderr, "\r\x1b[K%zu of %zu pictures are read", done, files);
    else std::fputs("\r\x1b[K", stderr);
  };
}

/// The options of a plan for image_folder.
inline augury::ImageFolderOptions folder_options(const program::DataPlan& plan) {
  augury::ImageFolderOptions options;
  options.fit = augury::named_fit(plan.own.at("fit"));
  options.background = augury::named_colour(plan.own.at("background"));
  options.fill = augury::named_colour(plan.own.at("fill"));
  options.threads = plan.threads;
  options.progress = reading_line();
  return options;
}

}  // namespace folder
