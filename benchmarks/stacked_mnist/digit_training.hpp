// SPDX-License-Identifier: MIT
// How the digit classifier learns, and where it is kept: it is trained once for all runs.
#pragma once
#include <cstdio>

#include "digit_classifier.hpp"

#include "augury/io/file.hpp"

namespace stacked {

/// One step of training after the other.
class DigitTraining {
 public:
  DigitTraining(Context<Cpu>& ctx, DigitNetworks& networks, int batch, std::uint64_t seed)
      : features_optimizer_(ctx, networks.features.layout(), networks.features.size(), rule),
        head_optimizer_(ctx, networks.head.layout(), networks.head.size(), rule),
        ctx_(ctx),
        networks_(networks),
        seed_(seed),
        features_(ctx, batch),
        head_(ctx, batch),
        columns_(ctx, 2 * static_cast<std::size_t>(batch) + 1) {
    head_.x = features_.y;
    features_.dy = head_.dx;
  }

  /// The step of a number on a batch of images (N, 28, 28, 1) and labels (N).
  void step(std::uint32_t number, float factor, std::span<const float> images,
            std::span<const std::int32_t> labels) {
    auto& [features, head] = networks_;
    Conditions c;
    c.labels = labels.data();
    const Key key(seed_, Purpose::layer, number);
    upload(ctx_, features_.x.data, images);  // (N, 28, 28, 1)
    c.key = key.child(0);
    features_.forward(ctx_, features.layers(), features.parameters(), c);  // (N, 128)
    c.key = key.child(1);
    head_.forward(ctx_, head.layers(), head.parameters(), c);  // (N, 2)
    learn_from_loss();                                         // (N, 2)
    features.zero_gradients(ctx_);
    head.zero_gradients(ctx_);
    head_.backward(ctx_, head.layers(), head_.dx, head.add_gradients());  // (N, 128)
    features_.backward(ctx_, features.layers(), Discard{}, features.add_gradients());
    head_optimizer_.step(ctx_, head.values(), head.gradients(), factor);
    features_optimizer_.step(ctx_, features.values(), features.gradients(), factor);
  }
  /// The mean of -log p(label | image) in the last step, before its update.
  float loss() const { return loss_view().data[0]; }

 private:
  static constexpr Adam rule{.learning_rate = 1e-3f, .beta1 = 0.9f, .beta2 = 0.999f};

  /// Sets the gradient of the head's output; nobody asks for its score.
  void learn_from_loss() {
    const View<Shape<1>, float> dscore{columns_.data(), head_.batch()};  // (N, 1)
    const View<Shape<1>, float> per_image{columns_.data() + head_.batch(), head_.batch()};
    fill_zero(ctx_, dscore);
    fill_zero(ctx_, loss_view());
    add_auxiliary_loss(ctx_, AuxiliaryLoss{}, head_.y, head_.dy, dscore, per_image, loss_view());
  }
  View<Shape<1>, float> loss_view() const { return {columns_.data() + 2 * head_.batch(), 1}; }

  Optimizer<Adam> features_optimizer_, head_optimizer_;
  Context<Cpu>& ctx_;
  DigitNetworks& networks_;
  std::uint64_t seed_;
  Activations<DigitFeatures::Layers, Digit, Plain<float>> features_;
  Activations<DigitHead::Layers, DigitFeatures::Output, Plain<float>> head_;
  Buffer<float, Cpu> columns_;  // gradient by the score, work space, and the loss
};

struct DigitPlan {
  int epochs = 6, batch = 100;
  std::uint64_t seed = 1;  ///< its own: one classifier for all runs
};

/// Passes over the digits in batches, with a learning rate that falls to a hundredth.
inline std::uint64_t train_digit_networks(Context<Cpu>& ctx, DigitNetworks& networks,
                                          const Digits& digits, DigitPlan plan) {
  const auto batch = static_cast<std::size_t>(plan.batch);
  DigitTraining training(ctx, networks, plan.batch, plan.seed);
  Loader loader(digits, plan.seed);
  const Schedule schedule{.shape = Schedule::Shape::linear, .last = 0.01f};
  const std::uint64_t steps = static_cast<std::uint64_t>(plan.epochs) * digits.size() / batch;
  std::vector<float> images(batch * Digit::size);  // (N, 28, 28, 1)
  std::vector<std::int32_t> labels(batch);         // (N)
  for (std::uint64_t step = 0; step < steps; ++step) {
    loader.fill(step, batch, images, labels);
    training.step(static_cast<std::uint32_t>(step), schedule.factor(step, steps), images, labels);
  }
  return steps;
}

/// Throws Error where modes counted by a classifier of this accuracy would say too little.
inline void require_accuracy(double accuracy, const std::filesystem::path& path) {
  if (accuracy >= 0.99) return;
  char percent[16];
  std::snprintf(percent, sizeof percent, "%.2f", 100 * accuracy);
  throw Error(std::string("the digit classifier names ") + percent +
              " % of the test digits, where at least 99 % are expected of one that counts modes; " +
              (is_there(path) ? "delete '" + path.string() + "', and it is trained anew"
                              : "give MNIST's four files"));
}

/// The classifier of all runs, kept in a file: read, or trained on `digits` and written. The share of
/// the test digits that it names; throws Error where that is too little.
inline double prepare_classifier(Context<Cpu>& ctx, DigitNetworks& networks,
                                 const std::filesystem::path& path, const Digits& digits,
                                 const Digits& test) {
  const bool kept = is_there(path);
  CheckpointInfo info{digits.class_names(), 0, DigitPlan{}.seed};
  if (kept) load_digit_networks(path, ctx, networks);
  else info.steps = train_digit_networks(ctx, networks, digits, {});
  DigitClassifier classifier(ctx, networks);
  const double share = accuracy(classifier, test);
  require_accuracy(share, path);
  if (kept) return share;
  if (path.has_parent_path()) std::filesystem::create_directories(path.parent_path());
  save_digit_networks(path, networks, info);
  return share;
}

}  // namespace stacked
