// SPDX-License-Identifier: MIT
#include "augury/train/transition.hpp"

#include "augury/train/trainer.hpp"
#include "catch.hpp"
#include "io/edited_checkpoint.hpp"
#include "train/run_log.hpp"
#include "train/short_run.hpp"
using namespace augury;
using short_run::quick;

namespace {

/// The rows of a Gan's tables by class.
std::vector<float> tables(small::Gan& gan) {
  std::vector<float> rows;
  const auto append = [&](auto& model) {
    const auto values = detail::on_host(gan.context(), model.values());
    for (const Parameter& p : model.layout())
      for (std::size_t i = p.offset; p.per_class && i < p.offset + p.total(); ++i)
        rows.push_back(values[i]);
  };
  append(gan.generator()), append(gan.discriminator());
  return rows;
}
std::vector<float> images(small::Gan& gan, std::int32_t label) {
  Sampler<small::Gan> sampler(gan, 4);
  const std::vector<std::int32_t> labels(4, label);
  const auto made = sampler.make(1, 0, labels);
  return {made.begin(), made.end()};
}

}  // namespace

TEST_CASE("the weight of labels goes from 0 to 1 between two steps") {
  const Transition transition{10, 20};
  CHECK(transition.label_weight(0) == 0);
  CHECK(transition.label_weight(10) == 0);
  CHECK(transition.label_weight(13) == 0.3f);
  CHECK(transition.label_weight(19) == 0.9f);
  CHECK(transition.label_weight(20) == 1);
  CHECK(transition.label_weight(~std::uint64_t{0}) == 1);
  CHECK(Transition{}.label_weight(0) == 1);
  CHECK_FALSE(Transition{}.wanted());
  CHECK(Transition{5, 5}.label_weight(4) == 0);  // at once
  CHECK(Transition{5, 5}.label_weight(5) == 1);
  const std::uint64_t far = std::uint64_t{1} << 60;
  CHECK(Transition{far, far + 4096}.label_weight(far + 1024) == 0.25f);
}

TEST_CASE("before the transition labels change nothing, within it they learn") {
  const small::Data data = small::data(20);
  TrainOptions options = quick(8);
  options.transition = {4, 8};
  small::Gan fresh{{.seed = 5}}, gan{{.seed = 5}};
  fresh.prepare({"a", "b", "c"});
  int asked = 0;
  options.stop = [&] { return ++asked == 4; };
  train(gan, data, options);
  REQUIRE(gan.steps == 4);
  CHECK(gan.label_weight == 0);
  CHECK(tables(gan) == tables(fresh));
  CHECK(images(gan, 0) == images(gan, 1));
  options.stop = {};
  train(gan, data, options);
  CHECK(gan.label_weight == 1);
  CHECK(tables(gan) != tables(fresh));
  CHECK(images(gan, 0) != images(gan, 1));
}

TEST_CASE("a run without a transition is what it was, whatever weight the Gan came with") {
  const small::Data data = small::data(20);
  small::Gan a{{.seed = 5}}, b{{.seed = 5}};
  b.label_weight = 0.5f;
  train(a, data, quick(3)), train(b, data, quick(3));
  CHECK(small::weights(a) == small::weights(b));
  CHECK(b.label_weight == 1);
}

TEST_CASE(
    "a run that is stopped amid its transition goes on bit for bit, and is sampled as it is") {
  TemporaryFolder folder;
  const small::Data data = small::data(20);
  TrainOptions options = quick(9);
  options.transition = {2, 8};
  options.log_every = 1;
  options.out = folder / "whole";
  small::Gan whole{{.seed = 5}};
  train(whole, data, options);

  options.out = folder / "parts";
  int asked = 0;
  options.stop = [&] { return ++asked == 5; };
  small::Gan first{{.seed = 5}};
  REQUIRE(train(first, data, options) == RunEnd::stopped);
  CHECK(first.label_weight == 0.5f);
  small::Gan sampled{{.seed = 1}};
  load_checkpoint(options.out / checkpoint_name, sampled);
  CHECK(sampled.label_weight == 0.5f);
  CHECK(images(sampled, 1) == images(first, 1));
  const auto half = images(sampled, 1);
  sampled.label_weight = 1;
  CHECK(images(sampled, 1) != half);

  options.stop = {};
  options.resume = true;
  small::Gan second{{.seed = 5}};
  CHECK(train(second, data, options) == RunEnd::finished);
  CHECK(small::weights(second) == small::weights(whole));
  CHECK(run_log(options.out / "log.jsonl") == run_log(folder / "whole" / "log.jsonl"));
  CHECK(contains(text_of(options.out / "run.json"), "\"transition\": \"from step 2 to 8\""));
  CHECK_FALSE(read_checkpoint_info(options.out / checkpoint_name).options.contains("label_weight"));

  const auto refused = [&](Transition transition) {
    options.transition = transition;
    small::Gan again{{.seed = 5}};
    return sentence<UsageError>([&] { train(again, data, options); });
  };
  CHECK(contains(refused({2, 7}),
                 "begun with the transition from step 2 to 8 and cannot go on "
                 "with from step 2 to 7"));
  CHECK(contains(refused({}), "cannot go on with none"));
}

TEST_CASE("transitions that cannot be are refused in a sentence, before anything is written") {
  TemporaryFolder folder;
  const auto refused = [&](auto&& gan, Transition transition) {
    TrainOptions options = quick(10);
    options.transition = transition;
    options.out = folder / "run";
    const std::string text = sentence<UsageError>([&] { train(gan, small::data(20), options); });
    CHECK_FALSE(std::filesystem::exists(options.out));
    return text;
  };
  CHECK(contains(refused(small::Gan{{.seed = 1}}, {4, 2}), "--transition 4,2 ends before it"));
  CHECK(contains(refused(small::Gan{{.seed = 1}}, {4, 0}), "--transition 4,0 ends before it"));
  CHECK(contains(refused(small::Gan{{.seed = 1}}, {4, 11}), "not be over after the 10 steps"));
  using Untold = Sequential<Shape<4>, Dense<64>, Reshape<8, 8, 1>, Tanh>;
  CHECK(contains(refused(Gan<Untold, small::Discriminator>{{.seed = 1}}, {2, 4}),
                 "--transition 2,4 is for networks that are told classes"));
}

TEST_CASE("a checkpoint whose weight of labels cannot be is refused") {
  TemporaryFolder folder;
  small::Gan gan{{.seed = 1}};
  gan.prepare({"a", "b"});
  gan.label_weight = 0.25f;
  save_checkpoint(folder / "a", gan);
  Safetensors file = read_safetensors(folder / "a");
  REQUIRE(file.metadata["option.label_weight"] == "0.25");
  for (const char* weight : {"-1", "1.5", "nan", "inf", "many", ""}) {
    file.metadata["option.label_weight"] = weight;
    write_edited(folder / "bad", file);
    small::Gan other{{.seed = 1}};
    const std::string text = sentence([&] { load_checkpoint(folder / "bad", other); });
    INFO(text);
    CHECK(contains(text, "label_weight"));
    CHECK_FALSE(other.prepared());
  }
}
