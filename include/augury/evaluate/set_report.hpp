// SPDX-License-Identifier: MIT
// What a data set is like, as numbers, and what to do about it, in sentences.
#pragma once
#include <algorithm>
#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "augury/data/dataset.hpp"
#include "augury/evaluate/duplicates.hpp"

namespace augury {

/// Rules of thumb, by which advice is given. 100 images are the fewest from which GANs that begin
/// with nothing learned to make new ones (2006.10738); with less than some thousands they need
/// augmentation (2006.06676).
inline constexpr std::size_t hopeless_set = 100, small_set = 1000;
inline constexpr std::size_t small_class = 20;
inline constexpr std::size_t unbalanced = 10;      ///< the largest class over the smallest
inline constexpr double many_copies = 0.01;        ///< of the images
inline constexpr double many_test_copies = 0.001;  ///< of the test images

/// The values of one channel over all images, in [-1, 1].
struct ChannelFacts {
  float least = 1, most = -1, mean = 0;
};

struct SetReport {
  std::vector<std::string> class_names;
  std::vector<std::size_t> class_counts;
  std::vector<ChannelFacts> channels;
  std::size_t images = 0;
  std::size_t constant = 0;  ///< images that are one colour all over
  std::vector<Copy> copies;  ///< of earlier images
  std::size_t test_images = 0;
  std::vector<Copy> test_copies;  ///< test images that are copies of these images

  /// The numbers of the classes with the fewest and the most images; the first of equals.
  std::size_t smallest() const { return place(std::ranges::min_element(class_counts)); }
  std::size_t largest() const { return place(std::ranges::max_element(class_counts)); }
  std::size_t exact_copies() const { return count_exact(copies); }

  static std::size_t count_exact(const std::vector<Copy>& copies) {
    return static_cast<std::size_t>(
        std::count_if(copies.begin(), copies.end(), [](const Copy& c) { return c.exact; }));
  }

 private:
  std::size_t place(std::vector<std::size_t>::const_iterator at) const {
    return static_cast<std::size_t>(at - class_counts.begin());
  }
};

namespace detail {

/// Whether each channel has one value everywhere.
template <class S>
bool is_constant(std::span<const float> image) {
  for (std::size_t i = S::channels; i < image.size(); ++i)
    if (image[i] != image[i - S::channels]) return false;
  return true;
}

template <Dataset D>
std::vector<ChannelFacts> channel_facts(const D& images) {
  constexpr std::size_t channels = D::Sample::channels;
  std::vector<ChannelFacts> facts(channels);
  std::vector<double> sums(channels);
  for (std::size_t i = 0; i < images.size(); ++i) {
    const std::span<const float> image = images.pixels(i);  // (H, W, C)
    for (std::size_t at = 0; at < image.size(); ++at) {
      ChannelFacts& channel = facts[at % channels];
      channel.least = std::min(channel.least, image[at]);
      channel.most = std::max(channel.most, image[at]);
      sums[at % channels] += double{image[at]};
    }
  }
  const double values =
      static_cast<double>(images.size()) * D::Sample::size / static_cast<double>(channels);
  for (std::size_t c = 0; c < channels; ++c) facts[c].mean = static_cast<float>(sums[c] / values);
  return facts;
}

/// "1 image", "7 images".
inline std::string counted(std::size_t number, const char* one, const char* many) {
  return std::to_string(number) + " " + (number == 1 ? one : many);
}

}  // namespace detail

/// What the images are like. Takes as long as copies_within.
template <class Backend, Dataset D>
SetReport describe_set(Context<Backend>& ctx, const D& images) {
  SetReport report;
  report.images = images.size();
  report.class_counts.resize(static_cast<std::size_t>(images.classes()));
  for (int k = 0; k < images.classes(); ++k) report.class_names.push_back(images.class_name(k));
  for (std::size_t i = 0; i < images.size(); ++i) {
    ++report.class_counts[static_cast<std::size_t>(images.label(i))];
    report.constant += detail::is_constant<typename D::Sample>(images.pixels(i));
  }
  report.channels = detail::channel_facts(images);
  report.copies = copies_within(ctx, images);
  return report;
}

/// And which test images are copies of them.
template <class Backend, Dataset D, Dataset Test>
SetReport describe_set(Context<Backend>& ctx, const D& images, const Test& test) {
  SetReport report = describe_set(ctx, images);
  report.test_images = test.size();
  report.test_copies = copies_between(ctx, test, images);
  return report;
}

/// What speaks against training on a set, and what to do about it: one sentence each, the gravest
/// first; none where nothing does.
inline std::vector<std::string> advice_on(const SetReport& report) {
  using detail::counted;
  std::vector<std::string> advice;
  const auto images = [](std::size_t n) { return counted(n, "image", "images"); };
  const std::size_t exact = report.exact_copies(), different = report.images - exact;
  const std::string found =
      exact > 0 ? counted(different, "different image", "different images") : images(different);
  if (different < hopeless_set)
    advice.push_back("There is little hope with " + found + ": a GAN learns fewer than " +
                     std::to_string(hopeless_set) + " by heart; collect more.");
  else if (different < small_set)
    advice.push_back("With " + found + ", fewer than " + std::to_string(small_set) +
                     ", look whether the images made are more than copies of them.");

  const auto part = [](std::size_t some, std::size_t of) {
    return static_cast<double>(some) / static_cast<double>(of);
  };
  if (report.test_images > 0 &&
      part(report.test_copies.size(), report.test_images) >= many_test_copies)
    advice.push_back(std::to_string(report.test_copies.size()) + " of " +
                     images(report.test_images) +
                     " of the test set are copies of images to train on, so that what is "
                     "measured on it will be too good; take them out of one of the sets.");

  const auto torn = static_cast<std::size_t>(std::count_if(
      report.copies.begin(), report.copies.end(), [](const Copy& c) { return c.other_class; }));
  if (torn > 0)
    advice.push_back(images(torn) +
                     (torn == 1 ? " is of another class than its copy"
                                : " are of another class than their copies") +
                     "; one of the two classes is wrong.");
  if (part(report.copies.size(), report.images) >= many_copies)
    advice.push_back(images(report.copies.size()) +
                     (report.copies.size() == 1 ? " is a copy" : " are copies") + " of others (" +
                     std::to_string(exact) +
                     " exact), and will be made more often for it; keep one of each.");
  if (report.constant > 0)
    advice.push_back(images(report.constant) + (report.constant == 1 ? " is" : " are") +
                     " of one colour all over; see whether they belong here.");

  const std::size_t small = report.smallest(), large = report.largest();
  const std::size_t least = report.class_counts[small], most = report.class_counts[large];
  if (report.class_counts.size() > 1 && least < small_class)
    advice.push_back("Class '" + report.class_names[small] + "' has only " + images(least) +
                     ", fewer than " + std::to_string(small_class) +
                     "; collect more, or leave it out.");
  if (most >= unbalanced * least)
    advice.push_back("The classes are out of balance: '" + report.class_names[large] + "' has " +
                     images(most) + ", '" + report.class_names[small] + "' " +
                     std::to_string(least) +
                     "; train with a --limit to even them out, and fill up with generate "
                     "--balance-to.");
  return advice;
}

}  // namespace augury
