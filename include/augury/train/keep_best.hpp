// SPDX-License-Identifier: MIT
// KeepBest: the observer that keeps the best networks of a run, by images that it does not train on.
#pragma once
#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <limits>
#include <string>
#include <tuple>
#include <type_traits>
#include <vector>

#include "augury/core/error.hpp"
#include "augury/data/dataset.hpp"
#include "augury/data/fingerprint.hpp"
#include "augury/evaluate/kernel_distance.hpp"
#include "augury/io/json_object.hpp"
#include "augury/train/checkpoint.hpp"
#include "augury/train/event.hpp"
#include "augury/train/generate.hpp"

namespace augury {

namespace detail {
/// A number for people: "0.00123". Not by printf, whose point is a comma in some countries.
inline std::string three_digits(double number) {
  char text[64];
  return {text, std::to_chars(text, text + sizeof text, number, std::chars_format::general, 3).ptr};
}
}  // namespace detail

struct KeepBestOptions {
  int every = 500;            ///< steps between two measurements; one more at the end
  std::size_t images = 1000;  ///< at most so many held-out images, and as many samples
};

/// Measures the kernel distance of samples to held-out images, pictures of the same labels, and
/// writes best.safetensors into the folder of the run whenever it is smaller than ever before. The
/// file can be generated from, and its option "kernel_distance" says how near they came. How good
/// the best was belongs to the run's checkpoint: a run that is resumed finds the same ones again.
///
///   KeepBest best(held_out);
///   train(gan, images, options, objective, best);
template <Dataset HeldOut>
class KeepBest {
 public:
  /// Keeps no copy: `images` must outlive it. Throws UsageError for fewer than two images.
  explicit KeepBest(const HeldOut& images, KeepBestOptions o = {})
      : options(o), images_(images), distance_(features_of_images()) {
    if (o.every < 1) throw UsageError("the best networks are looked for every 1 or more steps");
  }

  /// Throws UsageError for a run without a folder, or images of other classes.
  template <class Run>
  void begin(Run& run) {
    if (run.options.out.empty())
      throw UsageError("the best networks of a run are kept in its folder, so it needs an --out");
    check_classes(run.gan);
    Sampler rehearsal(run.gan, int{batch});  // memory that does not suffice fails before any step
    best_ = std::numeric_limits<double>::infinity();
    if (run.first() > 0 && is_there(run.options.out / best_name)) recall(run);
  }

  template <class Run>
  void step(Run& run) {
    if (!run.due(options.every)) return;
    const double distance = distance_(features_of_samples(run.gan));
    if (!(distance < best_)) return;  // nor when it is not finite
    best_ = distance;
    run.facts[best_so_far] = to_json(distance);
    auto facts = run.facts;
    facts["kernel_distance"] = to_json(distance);
    save_checkpoint(run.options.out / best_name, run.gan, nullptr, facts);
    RunEvent event;
    event.line.add("step", run.step()).add("event", "best").add("kernel_distance", distance);
    event.sentence = "step " + std::to_string(run.step()) +
                     " is the best so far: kernel distance " + detail::three_digits(distance) +
                     " to the images that judge";
    run.tell(event);
  }

  double best() const { return best_; }  ///< the smallest distance so far
  auto numbers() const { return std::tuple(options.every, options.images, fingerprint(images_)); }

  KeepBestOptions options;

 private:
  using Sample = typename HeldOut::Sample;
  static constexpr std::size_t batch = 64;                            // samples made at a time
  static constexpr const char* best_so_far = "best_kernel_distance";  // among a checkpoint's facts

  /// As of the checkpoint that the run goes on from: best.safetensors may be of a later step, which
  /// is about to be done again.
  template <class Run>
  void recall(Run& run) {
    const auto last = run.options.out / checkpoint_name;
    if (!is_there(last)) return;
    best_ = detail::number_in(read_checkpoint_info(last).options, best_so_far, best_);
    if (std::isfinite(best_)) run.facts[best_so_far] = to_json(best_);
  }
  static constexpr std::uint64_t first = std::uint64_t{1} << 41;  // numbers that no picture shows

  /// Number of the i-th image that is looked at, evenly spread over the set.
  std::size_t place(std::size_t i) const { return i * images_.size() / count(); }
  std::size_t count() const { return std::min(options.images, images_.size()); }

  Features features_of_images() const {
    Features features;
    for (std::size_t i = 0; i < count(); ++i)
      add_pooled<Sample>(features, images_.pixels(place(i)));
    return features;
  }
  template <class Gan_>
  Features features_of_samples(Gan_& gan) const {
    Sampler<Gan_> sampler(gan, int{batch});
    Features features;
    for (std::size_t i = 0; i < count(); i += batch) {
      std::vector<std::int32_t> labels;
      for (std::size_t k = i; k < std::min(count(), i + batch); ++k)
        labels.push_back(Gan_::conditional() ? images_.label(place(k)) : 0);
      const auto made = sampler.make(gan.options.seed, first + i, labels);
      for (std::size_t at = 0; at < made.size(); at += Sample::size)
        add_pooled<Sample>(features, made.subspan(at, Sample::size));
    }
    return features;
  }
  template <class Gan_>
  void check_classes(const Gan_& gan) const {
    static_assert(std::is_same_v<Sample, typename Gan_::Sample>,
                  "KeepBest: the held-out images must have the shape that the Gan makes");
    if (!Gan_::conditional()) return;
    std::vector<std::string> names;
    for (int k = 0; k < images_.classes(); ++k) names.push_back(images_.class_name(k));
    if (names != gan.class_names())
      throw UsageError("the held-out images have the classes " + detail::to_json_array(names) +
                       ", but the run trains on " + detail::to_json_array(gan.class_names()) +
                       "; hold out images of the same data set");
  }

  const HeldOut& images_;
  KernelDistance distance_;
  double best_ = std::numeric_limits<double>::infinity();
};

}  // namespace augury
