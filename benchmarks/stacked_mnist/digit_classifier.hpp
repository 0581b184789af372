// SPDX-License-Identifier: MIT
// DigitClassifier: names the digit of an image. It is made of two networks, so that all ten answers
// of the second cost one pass of the first, and computes on the CPU, whatever a GAN computes on: what
// is measured by it does not depend on the device.
#pragma once
#include <augury/augury.hpp>

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "stacked_digits.hpp"

#include "augury/io/checkpoint.hpp"

namespace stacked {

using DigitFeatures = Sequential<Digit, Translation,                     // 28x28x 1
                                 Conv<32, 3, 1>, LeakyRelu, MaxPool<2>,  // 14x14x32
                                 Conv<64, 3, 1>, LeakyRelu, MaxPool<2>,  //  7x 7x64
                                 Dense<128>, LeakyRelu, Dropout>;        // 128
/// The score and log p(digit | features), of which only the second is used.
using DigitHead = Sequential<DigitFeatures::Output, AuxiliaryClassifier>;

/// The two networks with fresh parameters. MNIST's ground is -1, and so is what moves in.
struct DigitNetworks {
  DigitNetworks(Context<Cpu>& ctx, std::uint64_t seed)
      : features(ctx, 0, translated()), head(ctx, 10) {
    const Key key(seed, Purpose::init);
    begin(ctx, features, key.child(0));
    begin(ctx, head, key.child(1));
  }

  Model<DigitFeatures> features;
  Model<DigitHead> head;

 private:
  static DigitFeatures translated() {
    DigitFeatures network;
    network.layer<0>().ratio = 2.0f / 28;
    network.layer<0>().fill = -1;
    return network;
  }
  template <class M>
  static void begin(Context<Cpu>& ctx, M& model, Key key) {
    const auto values = initial_values<float>(model.layout(), model.size(), key);
    upload(ctx, model.values().data(), std::span<const float>(values));
  }
};

inline void save_digit_networks(const std::filesystem::path& path, const DigitNetworks& networks,
                                const CheckpointInfo& info) {
  const auto put = [](CheckpointWriter& file, const char* prefix, const auto& model) {
    const std::span<const float> values(model.values().data(), model.size());
    file.put<float>(prefix, model.layout(), values);
  };
  CheckpointWriter file(path);
  put(file, "features.", networks.features);
  put(file, "head.", networks.head);
  file.write(info);
}
/// Throws Error where the file holds other networks.
inline void load_digit_networks(const std::filesystem::path& path, Context<Cpu>& ctx,
                                DigitNetworks& networks) {
  CheckpointReader file(path);
  const auto features = file.take<float>("features.", networks.features.layout());
  const auto head = file.take<float>("head.", networks.head.layout());
  file.expect_nothing_more();
  upload(ctx, networks.features.values().data(), std::span<const float>(features));
  upload(ctx, networks.head.values().data(), std::span<const float>(head));
}

class DigitClassifier {
 public:
  /// Both must outlive it.
  DigitClassifier(Context<Cpu>& ctx, DigitNetworks& networks, int batch = 300)
      : ctx_(ctx), networks_(networks), features_(ctx, batch), head_(ctx, batch) {
    head_.x = features_.y;
  }

  /// The most probable digit of each image, (N, 28, 28, 1).
  std::vector<std::int32_t> name(std::span<const float> images) {
    std::vector<std::int32_t> names(images.size() / Digit::size);  // (N)
    const auto batch = static_cast<std::size_t>(features_.batch());
    for (std::size_t first = 0; first < names.size(); first += batch) {
      const std::size_t count = std::min(batch, names.size() - first);
      name_batch(images.subspan(first * Digit::size, count * Digit::size),
                 std::span(names).subspan(first, count));
    }
    return names;
  }

 private:
  void name_batch(std::span<const float> images, std::span<std::int32_t> names) {
    Conditions c;
    c.training = c.track = false;
    std::copy(images.begin(), images.end(), features_.x.data);  // (N, 28, 28, 1)
    auto& features = networks_.features;
    features_.forward(ctx_, features.layers(), features.parameters(), c);  // (N, 128)
    std::vector<float> best(names.size());                                 // (N)
    std::vector<std::int32_t> asked(static_cast<std::size_t>(head_.batch()));
    for (std::int32_t digit = 0; digit < 10; ++digit) {
      std::fill(asked.begin(), asked.end(), digit);
      c.labels = asked.data();
      head_.forward(ctx_, networks_.head.layers(), networks_.head.parameters(), c);  // (N, 2)
      for (std::size_t i = 0; i < names.size(); ++i) {
        const float log_p = head_.y.data[2 * i + 1];
        if (digit == 0 || log_p > best[i]) best[i] = log_p, names[i] = digit;
      }
    }
  }

  Context<Cpu>& ctx_;
  DigitNetworks& networks_;
  Activations<DigitFeatures::Layers, Digit, Plain<float>> features_;
  Activations<DigitHead::Layers, DigitFeatures::Output, Plain<float>> head_;
};

/// The share of digits that are named as they are labelled.
inline double accuracy(DigitClassifier& classifier, const Digits& digits) {
  const auto names = classifier.name(digits.pixels());
  std::size_t right = 0;
  for (std::size_t i = 0; i < names.size(); ++i) right += names[i] == digits.label(i);
  return static_cast<double>(right) / static_cast<double>(names.size());
}

}  // namespace stacked
