// SPDX-License-Identifier: MIT
// The reference steps on a CUDA device, timed on request. compare_gpu_steps.py runs it; it answers
//   step NAME PRECISION COUNT   seconds a step takes, over COUNT steps with one wait at their end,
//                               after five untimed steps at the first use of a name and precision
//   info                        version and device
//   quit
// NAME is B (batch 256), C (batch 128) or L (128 x 128, batch 64), PRECISION fp32, tf32 or bf16.
// Images and labels come from the host in each step, as in a training.
#include "augury/cuda.cuh"

#include <array>
#include <chrono>
#include <cstdio>
#include <functional>
#include <iostream>
#include <map>
#include <memory>
#include <sstream>

#include "../reference_networks.hpp"

namespace {
using namespace augury;

/// L: DCGAN, 128 x 128 x 3.
struct Large {
  using Generator =
      Sequential<Shape<128>, Dense<4 * 4 * 512>, Reshape<4, 4, 512>, BatchNorm, Relu, Deconv<512>,
                 BatchNorm, Relu, Deconv<256>, BatchNorm, Relu, Deconv<128>, BatchNorm, Relu,
                 Deconv<64>, BatchNorm, Relu, Deconv<3>, Tanh>;
  using Discriminator = Sequential<Generator::Output, Conv<64>, LeakyRelu, Conv<128>, BatchNorm,
                                   LeakyRelu, Conv<256>, BatchNorm, LeakyRelu, Conv<512>, BatchNorm,
                                   LeakyRelu, Conv<512>, BatchNorm, LeakyRelu, Dense<1>>;
  using Objective_ = Objective<NonSaturating>;
};

/// A reference step, ready to run.
template <class Reference>
class Timed {
 public:
  using Networks = Gan<typename Reference::Generator, typename Reference::Discriminator, Cuda>;
  using Sample = typename Networks::Sample;

  Timed(int batch, Precision precision)
      : gan_(prepared(precision)),
        step_(*gan_, {.batch = batch}, typename Reference::Objective_{}, rule, rule),
        labels_(static_cast<std::size_t>(batch)) {
    for (std::uint32_t i = 0; i < pixels_.size(); ++i) {
      pixels_[i].resize(static_cast<std::size_t>(batch) * Sample::size);
      for (std::size_t j = 0; j < pixels_[i].size(); ++j)
        pixels_[i][j] = normal<float>(Key{1, Purpose::user, i}, j);
    }
    seconds(5);  // launched, recorded, replayed
  }

  double seconds(int count) {
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

 private:
  static constexpr Adam rule{.learning_rate = 2e-4f, .beta1 = 0.5f, .beta2 = 0.999f};
  static std::unique_ptr<Networks> prepared(Precision precision) {
    auto gan = std::make_unique<Networks>(GanOptions{.seed = 1, .precision = precision});
    gan->prepare({"0"});
    return gan;
  }

  std::unique_ptr<Networks> gan_;
  Step<Networks, typename Reference::Objective_, Adam> step_;
  std::array<std::vector<float>, 4> pixels_;
  std::vector<std::int32_t> labels_;
  std::uint64_t number_ = 0;
};

const std::map<std::string, Precision> precisions{
    {"fp32", Precision::fp32}, {"tf32", Precision::tf32}, {"bf16", Precision::bf16}};

/// Seconds of a step in a precision, over `count` steps.
using Clocks = std::map<std::string, std::function<double(const std::string&, int)>>;

/// The clock of a reference step; made at its first use in a precision.
template <class Reference>
Clocks::mapped_type clock_of(int batch) {
  return [batch, timed = std::map<std::string, std::shared_ptr<Timed<Reference>>>{}](
             const std::string& precision, int count) mutable {
    auto& one = timed[precision];
    if (!one) one = std::make_shared<Timed<Reference>>(batch, precisions.at(precision));
    return one->seconds(count);
  };
}

void answer(const std::string& line, Clocks& clocks) {
  std::istringstream words(line);
  std::string word, name, precision;
  int count = 0;
  words >> word >> name >> precision >> count;
  if (word == "info") {
    cudaDeviceProp properties{};
    cuda::check(cudaGetDeviceProperties(&properties, 0), "describe the device");
    std::cout << "augury " AUGURY_VERSION ", " << properties.name;
  } else if (word != "step" || !clocks.count(name) || !precisions.count(precision) || count < 1) {
    std::cout << "error: expected 'step B|C|L fp32|tf32|bf16 COUNT', 'info' or 'quit', found '"
              << line << "'";
  } else {
    std::cout << clocks[name](precision, count);
  }
  std::cout << std::endl;
}

}  // namespace

int main() try {
  const Context<Cuda> there_is_a_device;
  Clocks clocks{{"B", clock_of<reference::B>(256)},
                {"C", clock_of<reference::C>(128)},
                {"L", clock_of<Large>(64)}};
  for (std::string line; std::getline(std::cin, line) && line != "quit";) answer(line, clocks);
} catch (const std::exception& error) {
  std::fprintf(stderr, "gpu_steps: %s\n", error.what());
  return 1;
}
