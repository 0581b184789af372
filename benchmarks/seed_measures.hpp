// SPDX-License-Identifier: MIT
// What the seed's experiment measures on the images that a generator makes.
#pragma once
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <span>
#include <vector>

#include "seed_networks.hpp"

#include "augury/evaluate/birthday.hpp"
#include "augury/evaluate/classes_covered.hpp"
#include "augury/evaluate/feature_set.hpp"
#include "augury/evaluate/near_copy.hpp"
#include "augury/evaluate/prdc.hpp"
#include "augury/io/json_object.hpp"
#include "augury/train/generate.hpp"

namespace seed {

constexpr std::size_t trained_on = 1200, made_each_time = 1000;

/// The images of a run, which its seed chooses, and the yardsticks that they set. Classes, recall and
/// coverage go by brightness and contrast of 8 x 8 cells: by pixels a smooth blur, which lies in the
/// middle of all images, is the nearest neighbour of many sharp ones, and seems to cover them.
template <class Data>
class Measures {
 public:
  using Images = ImageSet<typename Data::Sample>;

  Measures(Context<Cpu>& ctx, const std::filesystem::path& folder, std::uint64_t seed)
      : train(balanced_subset(Data::train(folder), trained_on, seed)),
        held_out(balanced_subset(Data::test(folder), made_each_time, seed)),
        ctx_(ctx),
        real_(pooled_set(train)),
        threshold_(NearCopyGate(ctx, train, held_out, 0.01).threshold()) {}

  /// Adds what made images are like to a line.
  void add(JsonObject& line, const Images& made) const {
    const auto features = pooled_set(made);
    const ClassCounts classes = count_classes(ctx_, real_, features);
    const Birthday pairs = birthday(ctx_, made, threshold_);
    const Prdc p = prdc(ctx_, real_, features);
    line.add("finite", true).add("classes", classes.covered()).add("counts", classes.counts);
    line.add("pairs", pairs.pairs).add("distinct", pairs.distinct());
    line.add("distinct_at_least", pairs.at_least()).add("precision", p.precision);
    line.add("recall", p.recall).add("density", p.density).add("coverage", p.coverage);
  }
  /// The same for what is no image any more: a generator that makes nothing covers nothing.
  static void add_nothing(JsonObject& line) {
    line.add("finite", false).add("classes", 0).add("counts", std::vector<int>(10));
    line.add("pairs", made_each_time * (made_each_time - 1) / 2).add("distinct", 1);
    line.add("distinct_at_least", 1).add("precision", 0).add("recall", 0).add("density", 0);
    line.add("coverage", 0);
  }

  /// Adds what the yardsticks are worth on real images that nobody was trained on.
  void add_control(JsonObject& line) const {
    line.add("threshold", threshold_);
    const auto features = pooled_set(held_out);
    line.add("accuracy_by_pixels", nearest_neighbour_accuracy(ctx_, train, held_out));
    line.add("nearest_neighbour_accuracy", nearest_neighbour_accuracy(ctx_, real_, features));
    add(line, held_out);
  }

  const Images train, held_out;

 private:
  Context<Cpu>& ctx_;
  const decltype(pooled_set(std::declval<const Images&>())) real_;
  float threshold_;
};

/// The images that a generator makes of the same thousand z each time, or none where not all of
/// their numbers are finite.
template <class Gan_>
std::vector<float> make_images(Sampler<Gan_>& sampler, std::uint64_t seed) {
  const auto batch = static_cast<std::size_t>(sampler.batch());
  std::vector<float> pixels;
  for (std::size_t first = 0; first < made_each_time; first += batch) {
    const std::vector<std::int32_t> labels(std::min(batch, made_each_time - first));
    const auto made = sampler.make(seed, first, labels);  // (N, H, W, C)
    pixels.insert(pixels.end(), made.begin(), made.end());
  }
  const bool finite =
      std::all_of(pixels.begin(), pixels.end(), [](float x) { return std::isfinite(x); });
  return finite ? pixels : std::vector<float>{};
}

}  // namespace seed
