// SPDX-License-Identifier: MIT
#include <vector>

#include "augury/augury.hpp"
#include "augury/train/trainer.hpp"
#include "catch.hpp"

using namespace augury;

namespace {

using Generator =
    Sequential<Shape<4>, Dense<4 * 4 * 4>, Reshape<4, 4, 4>, LeakyRelu, Deconv<1>, Tanh>;
using Image8 = Generator::Output;  // 8x8x1

}  // namespace

TEST_CASE("confidence is the mean sign of D(real) - D(fake), whatever D's offset") {
  constexpr std::size_t batch = 8;
  Gan<Generator, Sequential<Image8, Dense<1>>> gan{{.seed = 1, .threads = 1}};
  gan.prepare({"one"});
  Step step(gan, {.batch = batch}, Objective(RelativisticPairing{}, R1{1}), Adam{}, Adam{});
  // D is the sum of the pixels, and more: generated images lie between -64 and 64.
  const auto confidence = [&](float weight, int bright) {
    auto& values = gan.discriminator().values();
    std::fill_n(values.data(), values.size(), weight);
    values.data()[values.size() - 1] = -1000;  // the bias
    std::vector<float> pixels(batch * Image8::size, -1.0f);
    std::fill_n(pixels.begin(), bright * Image8::size, 1.0f);
    const std::vector<std::int32_t> labels(batch);
    step.run(0, 0, [&](int) { return HostBatch{pixels, labels}; });
    return step.report().confidence;
  };
  CHECK(confidence(1, 8) == 1);
  CHECK(confidence(1, 0) == -1);
  CHECK(confidence(1, 6) == 0.5f);
  CHECK(confidence(-1, 6) == -0.5f);
  CHECK(confidence(0, 6) == 0);
}

TEST_CASE("a run strengthens the augmentations of a discriminator that is sure") {
  Gan<Generator, Sequential<Image8, DiffAugment, Conv<8>, LeakyRelu, Dense<1>>> gan{{.seed = 3}};
  std::vector<float> pixels(12 * Image8::size);
  for (std::size_t i = 0; i < pixels.size(); ++i) pixels[i] = i % 3 == 0 ? 1.0f : -1.0f;
  const ImageSet<Image8> data(pixels, std::vector<std::int32_t>(12), {"stripes"});
  TrainOptions options;
  options.steps = 40;
  options.batch = 6;
  options.quiet = true;
  options.discriminator.learning_rate = 5e-3f;
  AdaptiveStrength adaptive{.images = 240, .every = 2};
  train(gan, data, options, default_objective<Image8>(6), adaptive);
  CHECK(*adapted_strength(gan.context(), gan.discriminator()) > 0.3f);
}
