// SPDX-License-Identifier: MIT
// What to do about a data set, in sentences.
#pragma once
#include <algorithm>
#include <cstddef>
#include <string>
#include <vector>

#include "augury/evaluate/set_report.hpp"

namespace augury {

/// Rules of thumb, by which advice is given. 100 images are the fewest from which GANs that begin
/// with nothing learned to make new ones (2006.10738); with less than some thousands they need
/// augmentation (2006.06676).
inline constexpr std::size_t hopeless_set = 100, small_set = 1000;
inline constexpr std::size_t small_class = 20;
inline constexpr std::size_t unbalanced = 10;          ///< the largest class over the smallest
inline constexpr double many_copies = 0.01;            ///< of the images
inline constexpr double many_compared_copies = 0.001;  ///< of images to measure on

namespace detail {

/// "1 image", "7 images".
inline std::string counted(std::size_t number, const char* one, const char* many) {
  return std::to_string(number) + " " + (number == 1 ? one : many);
}
inline std::string counted_images(std::size_t number) { return counted(number, "image", "images"); }

inline bool are_many(std::size_t some, std::size_t of, double many) {
  return of > 0 && static_cast<double>(some) / static_cast<double>(of) >= many;
}

inline void advise_on_number(const SetReport& report, std::vector<std::string>& advice) {
  const std::size_t exact = report.exact_copies(), different = report.images - exact;
  const std::string found = exact > 0 ? counted(different, "different image", "different images")
                                      : counted_images(different);
  if (different < hopeless_set)
    advice.push_back("There is little hope with " + found + ": a GAN learns fewer than " +
                     std::to_string(hopeless_set) + " by heart; collect more.");
  else if (different < small_set)
    advice.push_back("With " + found + ", fewer than " + std::to_string(small_set) +
                     ", look whether the images made are more than copies of them.");
}

inline void advise_on_copies(const SetReport& report, std::vector<std::string>& advice) {
  for (const ComparedSet& set : report.compared)
    if (are_many(set.copies.size(), set.images, many_compared_copies))
      advice.push_back(std::to_string(set.copies.size()) + " of " + std::to_string(set.images) +
                       " " + set.name + (set.images == 1 ? " image" : " images") +
                       (set.copies.size() == 1 ? " is a copy" : " are copies") +
                       " of images to train on, so that what is measured on them will be too "
                       "good; keep one of each.");
  const auto torn = static_cast<std::size_t>(
      std::ranges::count_if(report.copies, [](const Copy& c) { return c.other_class; }));
  if (torn > 0)
    advice.push_back(counted_images(torn) +
                     (torn == 1 ? " is of another class than its copy"
                                : " are of another class than their copies") +
                     "; one of the two classes is wrong.");
  if (are_many(report.copies.size(), report.images, many_copies))
    advice.push_back(counted_images(report.copies.size()) +
                     (report.copies.size() == 1 ? " is a copy" : " are copies") + " of others (" +
                     std::to_string(report.exact_copies()) +
                     " exact), and will be made more often for it; keep one of each.");
}

inline void advise_on_classes(const SetReport& report, std::vector<std::string>& advice) {
  const std::size_t small = report.smallest(), large = report.largest();
  const std::size_t least = report.class_counts[small], most = report.class_counts[large];
  if (report.class_counts.size() > 1 && least < small_class)
    advice.push_back("Class '" + report.class_names[small] + "' has only " + counted_images(least) +
                     ", fewer than " + std::to_string(small_class) +
                     "; collect more, or leave it out.");
  if (most >= unbalanced * least)
    advice.push_back("The classes are out of balance: '" + report.class_names[large] + "' has " +
                     counted_images(most) + ", '" + report.class_names[small] + "' " +
                     std::to_string(least) +
                     "; train with a --limit to even them out, and fill up with generate "
                     "--balance-to.");
}

}  // namespace detail

/// What speaks against training on a set, and what to do about it: one sentence each, the gravest
/// first; none where nothing does.
inline std::vector<std::string> advice_on(const SetReport& report) {
  std::vector<std::string> advice;
  detail::advise_on_number(report, advice);
  detail::advise_on_copies(report, advice);
  if (report.constant > 0)
    advice.push_back(detail::counted_images(report.constant) +
                     (report.constant == 1 ? " is" : " are") +
                     " of one colour all over; see whether they belong here.");
  detail::advise_on_classes(report, advice);
  return advice;
}

}  // namespace augury
