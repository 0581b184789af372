// SPDX-License-Identifier: MIT
// A discriminator that begins with augmentations, in training.
#include <cstring>

#include "augury/augury.hpp"
#include "augury/train/checkpoint.hpp"
#include "augury/train/trainer.hpp"
#include "catch.hpp"
#include "io/temporary_folder.hpp"
#include "train/small_gan.hpp"

using namespace augury;

namespace {

using Generator = Sequential<Shape<4>, Dense<2 * 2 * 8>, Reshape<2, 2, 8>, LeakyRelu, Deconv<4>,
                             LeakyRelu, Deconv<3>, Tanh>;
using Image8 = Generator::Output;  // 8x8x3
template <class... First>
using Observed = Sequential<Image8, First..., Conv<4>, LeakyRelu, Dense<1>>;
using Augmented = Observed<Augment<Flip, Colour, Translation, Cutout>>;

ImageSet<Image8> data(std::size_t count) {
  std::vector<float> pixels(count * Image8::size);
  for (std::size_t i = 0; i < pixels.size(); ++i)
    pixels[i] =
        (i / 24 % 8 == i / Image8::size % 8 ? 0.8f : -1.0f) + 0.2f * uniform({3, Purpose::user}, i);
  return {std::move(pixels), std::vector<std::int32_t>(count), {"rows"}};
}

using small::quick;

template <class Gan_>
std::vector<float> weights(Gan_& gan) {
  std::vector<float> all;
  for (const auto* buffer :
       {&gan.generator().values(), &gan.discriminator().values(), &gan.average()})
    all.insert(all.end(), buffer->data(), buffer->data() + buffer->size());
  return all;
}

/// Passes on what it is shown, and remembers it.
struct Spy : Pointwise {
  static inline std::vector<std::vector<float>> seen;
  void forward(auto& ctx, auto f) const {
    seen.emplace_back(f.x.data, f.x.data + f.x.size());
    map(ctx, set, op::Identity{}, f.y, f.x);
  }
  void backward(auto& ctx, auto, auto dy, auto dx, auto) const {
    map(ctx, set, op::Identity{}, dx, dy);
  }
};

/// A generator's last layer that makes the one image of the data, whatever z.
struct OneImage : Pointwise {
  static float pixel(int i) { return std::sin(static_cast<float>(i)); }
  template <class In>
  using Output = Image8;
  void forward(auto&, auto f) const {
    for (int i = 0; i < f.y.size(); ++i) f.y.data[i] = pixel(i % Image8::size);
  }
  void backward(auto& ctx, auto, auto, auto dx, auto) const { fill_zero(ctx, dx); }
};

}  // namespace

TEST_CASE("an augmented Gan is a pure function of its seed, whatever the number of threads") {
  std::vector<std::vector<float>> results;
  for (const int threads : {1, 2, 3}) {
    Gan<Generator, Augmented> gan{{.seed = 5, .threads = threads}};
    train(gan, data(20), quick(5));
    results.push_back(weights(gan));
  }
  CHECK(results[0] == results[1]);
  CHECK(results[0] == results[2]);
  for (const float weight : results[0]) REQUIRE(std::isfinite(weight));

  Gan<Generator, Augmented> gentle{{.seed = 5}};
  gentle.discriminator_layers.layer<0>().layer<3>().strength = 0.5f;
  train(gentle, data(20), quick(5));
  CHECK(weights(gentle) != results[0]);
}

TEST_CASE("an augmented Gan that is resumed goes on as if it had not stopped, bit for bit") {
  TemporaryFolder folder;
  TrainOptions options = quick(9);
  options.out = folder / "whole";
  Gan<Generator, Augmented> whole{{.seed = 5}};
  train(whole, data(20), options);

  options.out = folder / "parts";
  int asked = 0;
  options.stop = [&] { return ++asked == 6; };
  Gan<Generator, Augmented> first{{.seed = 5}};
  CHECK(train(first, data(20), options) == RunEnd::stopped);
  options.stop = {};
  options.resume = true;
  Gan<Generator, Augmented> second{{.seed = 5, .threads = 2}};
  CHECK(train(second, data(20), options) == RunEnd::finished);
  CHECK(second.steps == 9);
  CHECK(weights(second) == weights(whole));
}

TEST_CASE("a step augments a generated image otherwise than a real one, and both again alike") {
  using Same = Sequential<Shape<4>, Dense<1>, OneImage>;
  using Watched = Observed<DiffAugment, Spy>;
  constexpr int batch = 5;
  Gan<Same, Watched> gan{{.seed = 1, .threads = 1}};
  gan.prepare({"one"});
  Step step(gan, {.batch = batch}, Objective(RelativisticPairing{}), Adam{}, Adam{});
  std::vector<float> pixels(batch * Image8::size);
  for (int i = 0; i < batch * Image8::size; ++i)
    pixels[static_cast<std::size_t>(i)] = OneImage::pixel(i % Image8::size);
  const std::vector<std::int32_t> labels(batch);
  const auto passes = [&](std::uint64_t number) {
    Spy::seen.clear();
    step.run(number, 1, [&](int) { return HostBatch{pixels, labels}; });
    return Spy::seen;
  };
  const auto now = passes(0);
  REQUIRE(now.size() == 4);  // real and fake, before and after the discriminator's update
  CHECK(now[0] != pixels);
  CHECK(now[0] != now[1]);
  for (std::size_t i = 0; i < batch; ++i)  // no image of the one is as in the other
    CHECK(std::memcmp(&now[0][i * Image8::size], &now[1][i * Image8::size],
                      Image8::size * sizeof(float)) != 0);
  CHECK(now[2] == now[0]);
  CHECK(now[3] == now[1]);
  CHECK(passes(1)[0] != now[0]);
}

TEST_CASE("a Gan with augmentations of no strength learns what one without any learns") {
  const auto learned = []<class D>(std::type_identity<D>) {
    Gan<Generator, D> gan{{.seed = 1, .threads = 1}};
    gan.prepare({"rows"});
    set_adapted_strength(gan.context(), gan.discriminator(), 0);
    std::size_t i = 0;  // the same beginning, whatever the positions
    for (const Parameter& p : gan.discriminator().layout())
      for (std::size_t k = p.offset; p.trained && k < p.offset + p.total(); ++k)
        gan.discriminator().values().data()[k] = 0.1f * normal<float>({8, Purpose::user}, i++);
    Step step(gan, {.batch = 6}, Objective(RelativisticPairing{}, R1{0.1f}, R2{{0.1f}}), Adam{},
              Adam{});
    const auto images = data(6);
    const std::vector<std::int32_t> labels(6);
    for (std::uint64_t s = 0; s < 4; ++s)
      step.run(s, 1, [&](int) { return HostBatch{images.pixels(), labels}; });
    std::vector<float> all(gan.generator().values().data(),
                           gan.generator().values().data() + gan.generator().size());
    for (const Parameter& p : gan.discriminator().layout())
      if (p.trained)
        all.insert(all.end(), gan.discriminator().values().data() + p.offset,
                   gan.discriminator().values().data() + p.offset + p.total());
    return all;
  };
  CHECK(learned(std::type_identity<Augmented>{}) == learned(std::type_identity<Observed<>>{}));
}

TEST_CASE("augmentations take no memory in a step but at its first") {
  Gan<Generator, Augmented> gan{{.seed = 1, .threads = 1}};
  gan.prepare({"rows"});
  Step step(gan, {.batch = 6}, Objective(RelativisticPairing{}, R1{1}), Adam{}, Adam{});
  const auto before = gan.context().scratch_bytes();
  const std::vector<float> pixels(6 * Image8::size);
  const std::vector<std::int32_t> labels(6);
  step.run(0, 1, [&](int) { return HostBatch{pixels, labels}; });
  CHECK(gan.context().scratch_bytes() == before);
}
