// SPDX-License-Identifier: MIT
// What no run can be begun with, and that it is said before anything is written.
#include <limits>

#include "augury/train/trainer.hpp"
#include "catch.hpp"
#include "train/short_run.hpp"

using namespace augury;
using short_run::quick;
namespace fs = std::filesystem;

namespace {

/// small::data, one pixel of which is no number.
struct Spoilt : small::Data {
  std::vector<float> image = std::vector<float>(64, std::nanf(""));
  Spoilt() : small::Data(small::data(12)) {}
  std::span<const float> pixels(std::size_t i) const {
    return i == 7 ? std::span<const float>(image) : small::Data::pixels(i);
  }
};

}  // namespace

TEST_CASE("data that are no images are named before anything is written") {
  TemporaryFolder folder;
  TrainOptions options = small::quick(2);
  options.out = folder / "run";
  small::Gan gan;
  CHECK(contains(sentence<Error>([&] { train(gan, Spoilt{}, options); }),
                 "image 7 of the data set holds the value"));
  CHECK_FALSE(std::filesystem::exists(folder / "run"));
}

TEST_CASE("options that cannot be are refused before anything is written") {
  TemporaryFolder folder;
  const small::Data data = small::data(20);
  small::Gan gan;
  const auto refused = [&](auto change) {
    TrainOptions options = quick(3);
    options.out = folder / "run";
    change(options);
    const std::string text = sentence<UsageError>([&] { train(gan, data, options); });
    CHECK_FALSE(fs::exists(folder / "run"));
    return text;
  };
  CHECK(contains(refused([](auto& o) { o.batch = 21; }), "--batch 21 is more than the 20 images"));
  CHECK(contains(refused([](auto& o) { o.batch = -1; }), "--batch must be at least 1"));
  CHECK(contains(refused([](auto& o) { o.steps = 0; }), "--steps must be at least 1"));
  CHECK(contains(refused([](auto& o) { o.discriminator_steps = 0; }), "at least one step"));
  CHECK(contains(refused([](auto& o) { o.minutes = -1; }), "--minutes"));
  constexpr float nan = std::numeric_limits<float>::quiet_NaN();
  for (const float wrong : {-1.0f, nan, std::numeric_limits<float>::infinity()}) {
    const char* said = "must be a finite number of 0 or more";
    CHECK(contains(refused([=](auto& o) { o.generator.learning_rate = wrong; }), said));
    CHECK(contains(refused([=](auto& o) { o.discriminator.learning_rate = wrong; }), said));
    CHECK(contains(refused([=](auto& o) { o.generator.epsilon = wrong; }), said));
    CHECK(contains(refused([=](auto& o) { o.discriminator.beta2 = wrong; }), said));
    CHECK(contains(refused([=](auto& o) { o.schedule.last = wrong; }), said));
    CHECK(contains(refused([=](auto& o) { o.ema_half_life = wrong; }), said));
  }
  CHECK(contains(refused([](auto& o) { o.log_every = -1; }), "every"));
  CHECK(contains(refused([](auto& o) { o.guard.every = 0; }), "guard looks every 1 or more steps"));
  CHECK(contains(refused([](auto& o) { o.guard.patience = 0; }), "switch guard.on off"));
  CHECK(contains(refused([](auto& o) { o.guard.rollbacks = -1; }), "switch guard.on off"));
}

TEST_CASE("rules say which of their numbers cannot be") {
  const auto said = [](auto rule) { return sentence<UsageError>([&] { rule.check(); }); };
  CHECK(said(Adam{}) + said(RmsProp{}) + said(Sgd{}) == "");
  CHECK(contains(said(Adam{.beta1 = 1}), "Adam: beta1 must be less than 1"));
  CHECK(contains(said(Adam{.beta2 = 2}), "Adam: beta2 must be less than 1"));
  CHECK(contains(said(Adam{.learning_rate = -1e-9f}), "0 or more, but is -1e-09"));
  CHECK(contains(said(RmsProp{.decay = 1}), "RmsProp: decay must be less than 1"));
  CHECK(contains(said(RmsProp{.epsilon = -1}), "RmsProp: epsilon must be"));
  CHECK(contains(said(Sgd{.momentum = 1}), "Sgd: momentum must be less than 1"));
  CHECK(contains(said(Sgd{.learning_rate = -1}), "Sgd: learning_rate must be"));
}

TEST_CASE("terms of an objective that cannot be are refused before anything is written") {
  TemporaryFolder folder;
  const small::Data data = small::data(20);
  TrainOptions options = quick(3);
  options.out = folder / "run";
  const auto refused = [&](const auto& objective) {
    small::Gan gan;
    const std::string text = sentence<UsageError>([&] { train(gan, data, options, objective); });
    CHECK_FALSE(fs::exists(folder / "run"));
    return text;
  };
  constexpr float nan = std::numeric_limits<float>::quiet_NaN();
  for (const float wrong : {-1.0f, nan}) {
    CHECK(contains(refused(Objective(Hinge{}, R1{wrong})), "gamma of a penalty must be"));
    CHECK(contains(refused(Objective(Hinge{}, R1{1}, R2{{wrong}})), "gamma of a penalty must be"));
    CHECK(contains(refused(Objective(Hinge{}, WganGp{wrong})), "lambda of a penalty must"));
    CHECK(contains(refused(Objective(Hinge{}, LeCam{.lambda = wrong})), "LeCam: lambda"));
  }
  for (const float wrong : {-1.0f, nan, std::numeric_limits<float>::infinity()}) {
    CHECK(contains(refused(Objective(Wasserstein{wrong})), "Wasserstein: weight_clip must be"));
    CHECK(contains(refused(Objective(Hinge{}, LeCam{.lambda = wrong})), "LeCam: lambda"));
  }
  Objective lazy(Hinge{}, R1{1});
  lazy.every = 0;
  CHECK(contains(refused(lazy), "must be at least 1"));
}
