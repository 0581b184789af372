// SPDX-License-Identifier: MIT
// Sampler: images from a trained generator, each of which can be made again.
#pragma once
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "augury/core/error.hpp"
#include "augury/kernel/draw.hpp"
#include "augury/kernel/transfer.hpp"
#include "augury/network/activations.hpp"

namespace augury {

/// Makes images with the average weights of a Gan, up to `batch` at a time. Image `number` of a
/// seed has the same z and the same routes in every call: with its label it is the same image, bit
/// for bit, alone or among others.
template <class Gan_>
class Sampler {
 public:
  using Sample = typename Gan_::Sample;

  /// The Gan must outlive the sampler; training may go on in between. Throws UsageError for a Gan
  /// without parameters.
  explicit Sampler(Gan_& gan, int batch = 64)
      : gan_(gan),
        making_((gan.generator(), gan.context()), checked(batch)),
        labels_(gan.context(), static_cast<std::size_t>(batch)),
        host_labels_(static_cast<std::size_t>(batch)),
        routes_(static_cast<std::size_t>(Making::routes) * static_cast<std::size_t>(batch)),
        pixels_(static_cast<std::size_t>(batch) * Sample::size) {}

  int batch() const { return making_.batch(); }

  /// Images first, first + 1, ... of a seed, one for each label: (n, H, W, C) in the range of the
  /// generator, valid until the next call. Throws UsageError for more labels than the batch, or a
  /// label that is no class of the Gan.
  std::span<const float> make(std::uint64_t seed, std::uint64_t first,
                              std::span<const std::int32_t> labels) {
    check(labels);
    std::fill(host_labels_.begin(), host_labels_.end(), 0);  // places without an image run along
    std::copy(labels.begin(), labels.end(), host_labels_.begin());
    auto& ctx = gan_.context();
    upload(ctx, labels_.data(), std::span<const std::int32_t>(host_labels_));
    const auto number = static_cast<std::int64_t>(first);
    // Children of the purposes: training with the same seed draws other numbers.
    draw_normal(ctx, making_.x, Draw{Key(seed, Purpose::latent).child(0), number});
    Conditions conditions;
    conditions.key = Key(seed, Purpose::layer).child(sampling);
    conditions.first = number;
    conditions.labels = labels_.data();
    conditions.label_weight = gan_.label_weight;
    conditions.training = conditions.track = false;
    auto& g = gan_.generator();
    making_.forward(ctx, g.layers(), g.parameters(gan_.average()), conditions);
    download(ctx, std::span<float>(pixels_), static_cast<const float*>(making_.y.data));
    if (!routes_.empty())
      download(ctx, std::span<std::int32_t>(routes_),
               static_cast<const std::int32_t*>(making_.route_data()));
    return std::span<const float>(pixels_).first(labels.size() * Sample::size);
  }

  /// The banks that image i of the last call went through: "3-11", "" without stochastic layers.
  std::string route(std::size_t i) const {
    std::string text;
    for (std::size_t at = i; at < routes_.size(); at += static_cast<std::size_t>(batch()))
      text += (text.empty() ? "" : "-") + std::to_string(routes_[at]);
    return text;
  }

 private:
  using Backend = typename Gan_::backend;
  using Making =
      Activations<typename Gan_::Generator::Layers, typename Gan_::Latent, Plain<float>, Backend>;
  static constexpr std::uint32_t sampling = 4;  // 0 to 3 are the passes of a training step

  static int checked(int batch) {
    if (batch < 1) throw UsageError("a sampler's batch must be at least 1");
    return batch;
  }
  void check(std::span<const std::int32_t> labels) const {
    if (labels.size() > host_labels_.size())
      throw UsageError("a sampler for " + std::to_string(host_labels_.size()) +
                       " images at a time was asked for " + std::to_string(labels.size()));
    const auto classes = static_cast<std::int32_t>(gan_.class_names().size());
    for (const std::int32_t label : labels)
      if (label < 0 || (label >= classes && Gan_::conditional()))
        throw UsageError("label " + std::to_string(label) + " was asked for, but the Gan knows " +
                         std::to_string(classes) + " classes, counted from 0");
  }

  Gan_& gan_;
  Making making_;
  Buffer<std::int32_t, Backend> labels_;
  std::vector<std::int32_t> host_labels_, routes_;
  std::vector<float> pixels_;
};

}  // namespace augury
