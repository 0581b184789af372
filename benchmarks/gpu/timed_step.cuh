// SPDX-License-Identifier: MIT
// What timed_step.hpp declares. Images and labels come from the host in each step, as in a training.
#pragma once
#include "augury/cuda.cuh"

#include <array>
#include <chrono>
#include <vector>

#include "gpu_networks.hpp"
#include "timed_step.hpp"

namespace timed {
using namespace augury;

template <class Reference>
class Timed final : public TimedStep {
 public:
  using Networks = Gan<typename Reference::Generator, typename Reference::Discriminator, Cuda>;
  using Sample = typename Networks::Sample;

  explicit Timed(Precision precision)
      : gan_(prepared(precision)),
        step_(*gan_, {.batch = Reference::batch}, typename Reference::Objective_{}, rule, rule) {
    for (std::uint32_t i = 0; i < pixels_.size(); ++i) {
      pixels_[i].resize(std::size_t{Reference::batch} * Sample::size);
      for (std::size_t j = 0; j < pixels_[i].size(); ++j)
        pixels_[i][j] = normal<float>(Key{1, Purpose::user, i}, j);
    }
    for (std::size_t i = 0; i < labels_.size(); ++i) labels_[i] = static_cast<std::int32_t>(i % 10);
    seconds(5);  // launched, recorded, replayed
  }

  double seconds(int count) override {
    gan_->context().synchronize();
    const auto begin = std::chrono::steady_clock::now();
    for (int i = 0; i < count; ++i) {
      const auto& pixels = pixels_[number_ % pixels_.size()];
      step_.run(number_++, 1.0f, [&](int) { return HostBatch{pixels, labels_}; });
    }
    gan_->context().synchronize();
    const std::chrono::duration<double> time = std::chrono::steady_clock::now() - begin;
    return time.count() / count;
  }
  bool recorded() const override { return step_.recorded(); }

 private:
  static constexpr Adam rule{.learning_rate = 2e-4f, .beta1 = 0.5f, .beta2 = 0.999f};
  static std::unique_ptr<Networks> prepared(Precision precision) {
    auto gan = std::make_unique<Networks>(GanOptions{.seed = 1, .precision = precision});
    gan->prepare({"0", "1", "2", "3", "4", "5", "6", "7", "8", "9"});
    return gan;
  }

  std::unique_ptr<Networks> gan_;
  Step<Networks, typename Reference::Objective_, Adam> step_;
  std::array<std::vector<float>, 4> pixels_;
  std::vector<std::int32_t> labels_ = std::vector<std::int32_t>(std::size_t{Reference::batch});
  std::uint64_t number_ = 0;
};

}  // namespace timed

template <class Reference>
std::unique_ptr<TimedStep> timed_step(augury::Precision precision) {
  return std::make_unique<timed::Timed<Reference>>(precision);
}
