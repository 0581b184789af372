// SPDX-License-Identifier: MIT
// NearCopyGate: is a generated image a new one, or nearly a copy of one that it was trained on? The
// yardstick are real images that the networks have not seen: a made image that lies nearer to a
// training image than nearly all of those do has not been made up.
#pragma once
#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <string>
#include <vector>

#include "augury/core/error.hpp"
#include "augury/data/dataset.hpp"
#include "augury/evaluate/nearest_neighbour.hpp"

namespace augury {

/// What a gate says of one image.
struct Passage {
  bool kept = true;
  std::string nearest{};   ///< training image, by number or file; "" where none was looked for
  std::string distance{};  ///< to it: root mean square over the pixels, in units of [-1, 1]
  std::string reason{};    ///< why it was not kept
  /// What too near is measured by: "held-out" images, or "leave-one-out" among those trained on.
  std::string yardstick{};
};

template <class Train, class Backend>
class NearCopyGate {
 public:
  /// Held-out images set the yardstick: an image is rejected if it is nearer to a training image
  /// than all but a `share` of them are, in [0, 1). The training images must outlive the gate.
  template <Dataset HeldOut>
  NearCopyGate(Context<Backend>& ctx, const Train& train, const HeldOut& held_out,
               double share = 0.01)
      : ctx_(ctx),
        train_(train),
        yardstick_("held-out"),
        share_(share),
        threshold_(quantile(nearest_neighbours(ctx, held_out, train), share)) {}

  /// Where there are none, each training image is measured against the others.
  NearCopyGate(Context<Backend>& ctx, const Train& train, double share = 0.01)
      : ctx_(ctx),
        train_(train),
        yardstick_("leave-one-out"),
        share_(share),
        threshold_(quantile(nearest_neighbours(ctx, train, train, Self::is_left_out), share)) {}

  /// Images at this distance or nearer are rejected: root mean square over the pixels.
  float threshold() const { return rms(threshold_); }

  template <Dataset Images>
  std::vector<Passage> operator()(const Images& images) const {  // one for each
    std::vector<Passage> passages;
    for (const Neighbour& n : nearest_neighbours(ctx_, images, train_)) {
      Passage passage{
          n.distance > threshold_, name_of(n.index), text(rms(n.distance)), {}, yardstick_};
      if (!passage.kept)
        passage.reason = "at most " + text(threshold()) + " away, as no more than " +
                         percent(share_) + " of the " +
                         (yardstick_ == "held-out" ? "held-out images are"
                                                   : "training images are from each other");
      passages.push_back(std::move(passage));
    }
    return passages;
  }

 private:
  /// The largest distance that no more than a share of all are at or below. Less than half a grey
  /// level is a copy by any yardstick, and tells nothing of the images that are none.
  static float quantile(std::vector<Neighbour> all, double share) {
    if (!(share >= 0 && share < 1))
      throw UsageError("NearCopyGate: the share of real images that may be nearer is " +
                       std::to_string(share) + "; give a number from 0 to below 1");
    const float least = std::sqrt(static_cast<float>(Train::Sample::size)) / 255;
    std::erase_if(
        all, [&](const Neighbour& n) { return n.distance <= least || !std::isfinite(n.distance); });
    if (all.empty()) return least;
    const auto rank = static_cast<std::ptrdiff_t>(share * static_cast<double>(all.size()));
    std::nth_element(
        all.begin(), all.begin() + rank, all.end(),
        [](const Neighbour& a, const Neighbour& b) { return a.distance < b.distance; });
    return std::nextafter(all[static_cast<std::size_t>(rank)].distance, 0.0f);
  }
  static float rms(float distance) {
    return distance / std::sqrt(static_cast<float>(Train::Sample::size));
  }
  static std::string text(float number) {
    char digits[64];  // not by printf, whose point is a comma in some countries
    const auto end =
        std::to_chars(digits, digits + sizeof digits, number, std::chars_format::fixed, 5);
    return {digits, end.ptr};
  }
  static std::string percent(double share) {
    char digits[64];
    const auto end =
        std::to_chars(digits, digits + sizeof digits, 100 * share, std::chars_format::general, 6);
    return std::string(digits, end.ptr) + " %";
  }
  std::string name_of(std::size_t i) const {
    if constexpr (requires { train_.files[i]; })
      if (i < train_.files.size()) return train_.files[i];
    return std::to_string(i);
  }

  Context<Backend>& ctx_;
  const Train& train_;
  std::string yardstick_;
  double share_;
  float threshold_;
};

}  // namespace augury
