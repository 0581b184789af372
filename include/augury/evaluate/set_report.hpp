// SPDX-License-Identifier: MIT
// What a data set is like, as numbers.
#pragma once
#include <algorithm>
#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "augury/data/dataset.hpp"
#include "augury/evaluate/duplicates.hpp"

namespace augury {

/// The values of one channel over all images, in [-1, 1].
struct ChannelFacts {
  float least = 1, most = -1, mean = 0;
};

/// Images that what was learned is measured on.
struct ComparedSet {
  std::string name;  ///< what they are called: "test", "held-out"
  std::size_t images = 0;
  std::vector<Copy> copies;  ///< those that are copies of images to train on
};

struct SetReport {
  std::vector<std::string> class_names;
  std::vector<std::size_t> class_counts;
  std::vector<ChannelFacts> channels;
  std::size_t images = 0;
  std::size_t constant = 0;           ///< images that are one colour all over
  std::vector<Copy> copies;           ///< of earlier images
  std::vector<ComparedSet> compared;  ///< with other sets

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

/// Adds to a report of `images` which of `others` are copies of them. Takes as long as copies_between.
template <class Backend, Dataset D, Dataset Others>
void compare_with(Context<Backend>& ctx, SetReport& report, const D& images, const Others& others,
                  const std::string& name) {
  report.compared.push_back({name, others.size(), copies_between(ctx, others, images)});
}

}  // namespace augury
