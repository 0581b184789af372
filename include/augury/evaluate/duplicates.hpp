// SPDX-License-Identifier: MIT
// Copies among images: exact ones, and near ones that differ in brightness, contrast, a little
// noise or the loss of another compression.
#pragma once
#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <type_traits>
#include <unordered_map>
#include <utility>
#include <vector>

#include "augury/data/dataset.hpp"
#include "augury/data/fingerprint.hpp"
#include "augury/evaluate/inner_products.hpp"
#include "augury/evaluate/thumbnail.hpp"

namespace augury {

/// Two images are near copies if their thumbnails (8 x 8 areas of each channel) correlate by at
/// least this, and all their pixels too. A correlation knows nothing of brightness, tint and
/// contrast: 1 is the same, 0 nothing in common; noise of a seventh of the contrast leaves 0.99.
/// Thumbnails alone take 5,047 images of MNIST for copies, most of them ones, pixels as well 2; but
/// they are so small that all pairs can be looked at.
inline constexpr float copy_correlation = 0.99f;

/// An image that an earlier one, or one of another set, holds already.
struct Copy {
  std::size_t image = 0;     ///< in its set
  std::size_t of = 0;        ///< in its set or the other one
  bool exact = false;        ///< all values are equal
  bool other_class = false;  ///< it and its original have different classes (by name)
  bool operator==(const Copy&) const = default;
};

namespace detail {

/// The correlation of two images; 0 if one is flat.
template <int channels>
float correlation(std::span<const float> a, std::span<const float> b) {
  std::vector<float> x(a.size()), y(b.size());
  standardise<channels>(a, x);
  standardise<channels>(b, y);
  double sum = 0;
  for (std::size_t i = 0; i < x.size(); ++i) sum += double{x[i]} * double{y[i]};
  return static_cast<float>(sum);
}

/// The images of a set by their values.
template <Dataset D>
class ByValues {
 public:
  explicit ByValues(const D& set) : set_(&set) {}

  void add(std::size_t i) { places_[hash(set_->pixels(i))].push_back(i); }

  /// The first image added that has these values.
  std::optional<std::size_t> find(std::span<const float> values) const {
    const auto at = places_.find(hash(values));
    if (at == places_.end()) return std::nullopt;
    for (const std::size_t i : at->second) {
      const std::span<const float> mine = set_->pixels(i);
      if (std::equal(mine.begin(), mine.end(), values.begin())) return i;
    }
    return std::nullopt;
  }

 private:
  static std::uint64_t hash(std::span<const float> values) {
    Fnv fnv;
    for (const float x : values) fnv.add(std::bit_cast<std::uint32_t>(x + 0.0f));  // -0 is 0
    return fnv.hash;
  }

  const D* set_;
  std::unordered_map<std::uint64_t, std::vector<std::size_t>> places_;
};

/// found(i, j) for each thumbnail i of `queries` and j of `images` that correlate enough, j in
/// ascending order for each i; with Partners::earlier only j < i, for a set and itself.
template <class Backend, Dataset D, class Found>
void for_each_likeness(Context<Backend>& ctx, const D& queries, const D& images, Partners partners,
                       Found found) {
  for_each_product(
      ctx, queries, images, partners,
      [&](std::size_t i, std::size_t first, auto correlations, auto) {
        for (std::size_t j = 0; j < correlations.size(); ++j)
          if (correlations[j] >= copy_correlation && (partners == Partners::all || first + j < i))
            found(i, first + j);
      });
}

}  // namespace detail

/// The images of a set that an earlier one is a copy of, in order: of exact copies the first
/// original, of near ones the first that is like it and no exact copy itself. 60,000 images of
/// 28 x 28 take about ten seconds on two cores, 1,200 a fiftieth of one.
template <class Backend, Dataset D>
std::vector<Copy> copies_within(Context<Backend>& ctx, const D& images) {
  std::vector<Copy> copies;
  std::vector<std::size_t> originals;
  detail::ByValues seen(images);
  for (std::size_t i = 0; i < images.size(); ++i) {
    if (const auto of = seen.find(images.pixels(i))) {
      copies.push_back({i, *of, true, images.label(i) != images.label(*of)});
    } else {
      seen.add(i);
      originals.push_back(i);
    }
  }
  constexpr int channels = D::Sample::channels;
  const auto small = detail::thumbnails(images, originals);
  std::vector<bool> done(originals.size());
  detail::for_each_likeness(
      ctx, small, small, detail::Partners::earlier, [&](std::size_t a, std::size_t b) {
        const std::size_t i = originals[a], of = originals[b];
        if (done[a] ||
            detail::correlation<channels>(images.pixels(i), images.pixels(of)) < copy_correlation)
          return;
        done[a] = true;
        copies.push_back({i, of, false, images.label(i) != images.label(of)});
      });
  std::sort(copies.begin(), copies.end(),
            [](const Copy& a, const Copy& b) { return a.image < b.image; });
  return copies;
}

/// The images of `test` that are copies of some of `train`, in order: of an exact one if there is,
/// and of the first.
template <class Backend, Dataset Test, Dataset Train>
std::vector<Copy> copies_between(Context<Backend>& ctx, const Test& test, const Train& train) {
  static_assert(std::is_same_v<typename Test::Sample, typename Train::Sample>,
                "copies_between: both sets must have images of one shape");
  const auto other_class = [&](std::size_t i, std::size_t of) {
    return std::string(test.class_name(test.label(i))) != train.class_name(train.label(of));
  };
  std::vector<Copy> copies;
  std::vector<std::size_t> left, all(train.size());
  detail::ByValues seen(train);
  for (std::size_t i = 0; i < train.size(); ++i) seen.add(all[i] = i);
  for (std::size_t i = 0; i < test.size(); ++i) {
    if (const auto of = seen.find(test.pixels(i)))
      copies.push_back({i, *of, true, other_class(i, *of)});
    else left.push_back(i);
  }
  if (left.empty()) return copies;
  constexpr int channels = Test::Sample::channels;
  const auto small_test = detail::thumbnails(test, left);
  const auto small_train = detail::thumbnails(train, all);
  std::vector<bool> done(left.size());
  detail::for_each_likeness(
      ctx, small_test, small_train, detail::Partners::all, [&](std::size_t a, std::size_t b) {
        const std::size_t i = left[a];
        if (done[a] ||
            detail::correlation<channels>(test.pixels(i), train.pixels(b)) < copy_correlation)
          return;
        done[a] = true;
        copies.push_back({i, b, false, other_class(i, b)});
      });
  std::sort(copies.begin(), copies.end(),
            [](const Copy& a, const Copy& b) { return a.image < b.image; });
  return copies;
}

}  // namespace augury
