// SPDX-License-Identifier: MIT
// start_from: a new run that begins with the networks of another one, for data of which there are
// too few to begin from nothing.
#pragma once
#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "augury/train/checkpoint.hpp"
#include "augury/train/options.hpp"

namespace augury {

namespace detail {

/// Numbers of a network, laid out for other classes than the network that takes them.
struct NumbersByClass {
  const std::vector<float>& numbers;
  const std::vector<Parameter>& layout;
  const std::vector<std::string>& classes;
};

/// Overwrites the numbers of a network by those of another one, entry by entry; of entries per
/// class those of the classes that both know by the same name.
inline void take_over(const NumbersByClass& from, std::vector<float>& to,
                      const std::vector<Parameter>& layout,
                      const std::vector<std::string>& classes) {
  const auto copy = [&](std::size_t begin, std::size_t size, std::size_t target) {
    std::copy_n(from.numbers.begin() + static_cast<std::ptrdiff_t>(begin), size,
                to.begin() + static_cast<std::ptrdiff_t>(target));
  };
  for (std::size_t i = 0; i < layout.size(); ++i) {
    const Parameter &source = from.layout[i], &target = layout[i];
    if (!target.per_class) {
      copy(source.offset, source.total(), target.offset);
      continue;
    }
    for (std::size_t k = 0; k < static_cast<std::size_t>(target.copies); ++k) {
      const auto same = std::find(from.classes.begin(), from.classes.end(), classes[k]);
      const auto row = static_cast<std::size_t>(same - from.classes.begin());
      if (row < static_cast<std::size_t>(source.copies))
        copy(source.offset + row * source.size, source.size, target.offset + k * target.size);
    }
  }
}

/// The networks of a checkpoint, read and checked, for a Gan of the same networks.
template <class Gan_>
class Beginning {
 public:
  /// Throws Error.
  explicit Beginning(const std::filesystem::path& path) : Beginning(CheckpointReader(path), path) {}

  /// Gives them to a prepared Gan, which begins anew.
  void put_into(Gan_& gan) const {
    gan.prepare(std::vector<std::string>(gan.class_names()));  // what is not taken over is drawn
    GanWeights all = GanWeights::take(gan);
    const auto &g = gan.generator().layout(), &d = gan.discriminator().layout();
    const auto& names = gan.class_names();
    take_over({weights_.generator, g_, info.class_names}, all.generator, g, names);
    take_over({weights_.average, g_, info.class_names}, all.average, g, names);
    take_over({weights_.discriminator, d_, info.class_names}, all.discriminator, d, names);
    all.put_back(gan);
    gan.steps = 0;
    gan.label_weight = label_weight_;
  }

  CheckpointInfo info;

 private:
  template <class M>
  static std::vector<Parameter> layout_for(const CheckpointInfo& info) {
    const int classes = Gan_::conditional() ? static_cast<int>(info.class_names.size()) : 0;
    return layout_of<typename M::Layers, typename M::Input>(classes);
  }
  Beginning(CheckpointReader file, const std::filesystem::path& path)
      : info(file.info()),
        g_(layout_for<typename Gan_::G>(info)),
        d_(layout_for<typename Gan_::D>(info)),
        weights_(take_weights(file, "", g_, d_)),
        label_weight_(label_weight_in(info, path)) {
    file.expect_nothing_more("optimizer.");
  }

  std::vector<Parameter> g_, d_;
  GanWeights weights_;
  float label_weight_;
};

}  // namespace detail

/// Gives a prepared Gan the networks of the checkpoint of another run, on other data: generator,
/// its average and discriminator, with what they keep besides weights. What belongs to a class (the
/// tables of JoinLabel, ConditionalBatchNorm, Projection) is taken over where the Gan has a class of
/// the same name, and drawn anew by the Gan's seed elsewhere. The Gan's steps begin at 0, and so do
/// the optimizers of a Step that is made after this. `path` is a checkpoint, or the folder of a run.
/// Nothing of the Gan changes unless all of the file fits. Throws Error, and UsageError for a Gan
/// that is not prepared.
template <class Gan_>
CheckpointInfo start_from(Gan_& gan, const std::filesystem::path& path) {
  gan.generator();  // throws for a Gan without parameters
  detail::Beginning<Gan_> beginning(checkpoint_in(path));
  beginning.put_into(gan);
  return std::move(beginning.info);
}

namespace detail {

/// What a run with these options begins from; nothing where it begins from nothing, or goes on.
/// Throws Error, and UsageError where the options cannot be.
template <class Gan_, class Rule>
std::optional<Beginning<Gan_>> beginning_of(const Gan_& gan, const TrainOptionsFor<Rule>& o) {
  if (o.start_from.empty() || o.resume) return {};
  if (gan.steps > 0)
    throw UsageError("start_from is where a run begins, and this Gan has " +
                     std::to_string(gan.steps) +
                     " steps behind it; leave start_from empty to go on, or take a new Gan");
  const std::filesystem::path path = checkpoint_in(o.start_from);
  std::error_code ignored;
  if (!o.out.empty() &&
      std::filesystem::equivalent(std::filesystem::absolute(path).parent_path(), o.out, ignored))
    throw UsageError("--start-from '" + o.start_from.string() +
                     "' is of the run in --out, which would begin anew; name another --out, or go "
                     "on with --resume");
  return std::optional<Beginning<Gan_>>(std::in_place, path);
}

}  // namespace detail

}  // namespace augury
