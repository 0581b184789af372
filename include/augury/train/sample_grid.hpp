// SPDX-License-Identifier: MIT
// SampleGrid: what the generator draws, picture by picture as it learns.
#pragma once
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "augury/io/folder.hpp"
#include "augury/io/image.hpp"
#include "augury/io/picture.hpp"
#include "augury/train/generate.hpp"

namespace augury {

/// A grid of samples as a picture: one row per class (at most `most_rows`), or eight rows where the
/// generator is not told a class. The same seed means the same z and routes in every call.
template <class Gan_>
Picture draw_sample_grid(Gan_& gan, Sampler<Gan_>& sampler, std::uint64_t seed, int columns = 10,
                         int most_rows = 20) {
  using Sample = typename Gan_::Sample;
  const int rows = Gan_::conditional()
                       ? std::clamp(static_cast<int>(gan.class_names().size()), 1, most_rows)
                       : 8;
  const int count = rows * columns;
  std::vector<std::uint8_t> bytes;
  for (int i = 0; i < count; i += sampler.batch()) {
    std::vector<std::int32_t> labels;
    for (int k = i; k < std::min(count, i + sampler.batch()); ++k)
      labels.push_back(Gan_::conditional() ? k / columns : 0);
    const auto made = to_bytes(sampler.make(seed, static_cast<std::uint64_t>(i), labels));
    bytes.insert(bytes.end(), made.begin(), made.end());
  }
  using Size = Image<Sample>;
  const GridStyle style{.gap = 2, .enlarge = Size::height < 48 ? 2 : 1};
  bytes = straight_alpha(bytes, Size::channels);
  return sample_grid(bytes, rows, columns, Size::height, Size::width, Size::channels, style);
}

/// Writes `folder`/step-000500.png and so on.
template <class Gan_>
class SampleGrid {
  static_assert(
      png_takes(Gan_::Sample::channels),
      "train: the samples of a run are PNG files, so the Gan's images must have 1, 3 or 4 "
      "channels; train others with a Step, as train/step.hpp shows");

 public:
  explicit SampleGrid(std::filesystem::path folder) : folder_(std::move(folder)) {}

  template <class Run>
  void begin(Run& run) {
    require_empty_folder(folder_, true);
    sampler_.emplace(run.gan, 50);
  }
  template <class Run>
  void step(Run& run) {
    if (!run.due(run.options.sample_every)) return;
    run.report();  // no picture of what is not finite
    char name[40];
    std::snprintf(name, sizeof name, "step-%06llu.png",
                  static_cast<unsigned long long>(run.step()));
    write_png(folder_ / name, draw_sample_grid(run.gan, *sampler_, run.gan.options.seed));
  }

 private:
  std::filesystem::path folder_;
  std::optional<Sampler<Gan_>> sampler_;
};

}  // namespace augury
