// SPDX-License-Identifier: MIT
// Gan: a generator and a discriminator as one value.
#pragma once
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "augury/core/error.hpp"
#include "augury/kernel/transfer.hpp"
#include "augury/network/init.hpp"
#include "augury/network/model.hpp"
#include "augury/train/pair.hpp"

namespace augury {

namespace detail {
template <class L, class In>
bool takes_labels() {
  for (const Parameter& p : layout_of<L, In>(1))
    if (p.per_class) return true;
  return false;
}

inline void check_told(bool generator, bool discriminator) {
  if (discriminator && !generator)
    throw UsageError(
        "the discriminator has to do with classes, but the generator is told none; give it a layer "
        "that is told (JoinLabel, ConditionalBatchNorm), or take the discriminator's Projection or "
        "AuxiliaryClassifier away");
  if (generator && !discriminator)
    throw UsageError(
        "the generator is told a class, but nothing would teach it what classes look like; end the "
        "discriminator in a Projection or an AuxiliaryClassifier");
}
}  // namespace detail

struct GanOptions {
  std::uint64_t seed = 0;
  int threads = 0;                        ///< of the CPU; 0: one per core
  int device = 0;                         ///< which CUDA device
  Precision precision = Precision::fp32;  ///< of products on it
};

/// Both networks, their parameters, and the average of the generator's, on a backend. The
/// parameters come into being with the number of classes: `train` prepares an untrained Gan.
template <class Generator_, class Discriminator_, class Backend = DefaultBackend>
class Gan {
 public:
  /// The networks; stand-ins for them if they are no pair, which is a compile error.
  using Pair = detail::Pair<Generator_, Discriminator_>;
  using Generator = typename Pair::Generator;
  using Discriminator = typename Pair::Discriminator;
  using Latent = typename Generator::Input;
  using Sample = typename Generator::Output;
  using G = Model<Generator, float, Backend>;
  using D = Model<Discriminator, float, Backend>;
  using backend = Backend;

  explicit Gan(GanOptions o = {})
      : options(o),
        context_(std::make_unique<Context<Backend>>(Machine{o.threads, o.device, o.precision})) {
    Pair::explain();
  }

  /// Brings the networks to life for a data set's classes with fresh parameters, which are a pure
  /// function of the seed. Throws UsageError where one network is told classes and the other none,
  /// and where both are and there are none.
  void prepare(std::vector<std::string> class_names) {
    detail::check_told(conditional(), judges_classes());
    if (conditional() && class_names.empty())
      throw UsageError("the generator is told a class, but the Gan is given the names of none");
    class_names_ = std::move(class_names);
    const int classes = conditional() ? static_cast<int>(class_names_.size()) : 0;
    generator_.emplace(*context_, classes, generator_layers);
    discriminator_.emplace(*context_, classes, discriminator_layers);
    const Key key{options.seed, Purpose::init};
    average_ = Buffer<float, Backend>(*context_, generator_->size());
    fill(*generator_, key.child(0));
    fill(*discriminator_, key.child(1));
  }
  bool prepared() const { return generator_.has_value(); }

  /// Whether the generator is told which class to make.
  static bool conditional() { return detail::takes_labels<typename Generator::Layers, Latent>(); }

  /// Whether the discriminator is told the class of what it sees, or says it.
  static bool judges_classes() {
    return detail::takes_labels<typename Discriminator::Layers, typename Discriminator::Input>();
  }

  Context<Backend>& context() { return *context_; }
  G& generator() { return ready(generator_); }
  D& discriminator() { return ready(discriminator_); }
  /// The average of the generator's parameters; images are made with it.
  Buffer<float, Backend>& average() { return average_; }
  const std::vector<std::string>& class_names() const { return class_names_; }

  GanOptions options;
  std::uint64_t steps = 0;  ///< training steps done
  /// What labels count in the next step and in images, in [0, 1]; a run with a transition moves it
  /// (train/transition.hpp), and a checkpoint carries it.
  float label_weight = 1;
  // The layers' numbers, to be changed before training: generator_layers.layer<3>().slope = 0.1f.
  Generator generator_layers{};
  Discriminator discriminator_layers{};

 private:
  template <class M>
  void fill(M& model, Key key) {
    const auto values = initial_values<float>(model.layout(), model.size(), key);
    upload(*context_, model.values().data(), std::span<const float>(values));
    if constexpr (std::is_same_v<M, G>)
      upload(*context_, average_.data(), std::span<const float>(values));
  }
  template <class M>
  static M& ready(std::optional<M>& model) {
    if (!model) throw UsageError("this Gan has no parameters yet: train it or load a checkpoint");
    return *model;
  }

  std::unique_ptr<Context<Backend>> context_;
  std::vector<std::string> class_names_;
  std::optional<G> generator_;
  std::optional<D> discriminator_;
  Buffer<float, Backend> average_;
};

}  // namespace augury
