// SPDX-License-Identifier: MIT
#include "augury/train/start_from.hpp"

#include <algorithm>
#include <map>
#include <vector>

#include "augury/train/trainer.hpp"
#include "catch.hpp"
#include "io/edited_checkpoint.hpp"
#include "train/short_run.hpp"
using namespace augury;
using short_run::quick;
namespace fs = std::filesystem;

namespace {

using Told =
    Sequential<Shape<4>, JoinLabel<3>, Dense<2 * 2 * 8>, Reshape<2, 2, 8>, ConditionalBatchNorm,
               LeakyRelu, StochasticDeconv<3, 4>, LeakyRelu, StochasticDeconv<5, 1>, Tanh>;
using Judge = Sequential<Told::Output, Conv<4>, BatchNorm, LeakyRelu, Projection>;
using Pair = Gan<Told, Judge>;

/// Copies of the parameters of a Gan by owner, name, and class where one has its own.
std::map<std::string, std::vector<float>> named_numbers(Pair& gan) {
  std::map<std::string, std::vector<float>> all;
  const auto add = [&](const std::string& owner, const auto& buffer, const auto& layout) {
    const auto values = detail::on_host(gan.context(), buffer);
    for (const Parameter& p : layout) {
      const auto rows = p.per_class ? static_cast<std::size_t>(p.copies) : 1;
      const std::size_t size = p.total() / rows;
      for (std::size_t k = 0; k < rows; ++k) {
        const auto begin = values.begin() + static_cast<std::ptrdiff_t>(p.offset + k * size);
        all[owner + p.name + (p.per_class ? ":" + gan.class_names()[k] : "")] = {
            begin, begin + static_cast<std::ptrdiff_t>(size)};
      }
    }
  };
  add("generator.", gan.generator().values(), gan.generator().layout());
  add("discriminator.", gan.discriminator().values(), gan.discriminator().layout());
  add("average.", gan.average(), gan.generator().layout());
  return all;
}

/// A run on classes a, b and c in `out`.
void train_first(const fs::path& out) {
  TrainOptions options = quick(5);
  options.out = out;
  Pair gan{{.seed = 2}};
  train(gan, small::data(20), options);
}
Pair prepared(std::uint64_t seed, std::vector<std::string> classes) {
  Pair gan{{.seed = seed}};
  gan.prepare(std::move(classes));
  return gan;
}

}  // namespace

TEST_CASE("start_from: the same classes get every number, and begin at step 0") {
  TemporaryFolder folder;
  train_first(folder / "run");
  Pair source{{.seed = 2}}, gan = prepared(7, {"a", "b", "c"});
  load_checkpoint(folder / "run" / checkpoint_name, source);
  gan.steps = 3;
  for (const fs::path& from : {folder / "run", folder / "run" / checkpoint_name}) {
    const CheckpointInfo info = start_from(gan, from);
    CHECK(info.steps == 5);
    CHECK(gan.steps == 0);
    CHECK(gan.options.seed == 7);
    CHECK(named_numbers(gan) == named_numbers(source));
  }
}

TEST_CASE("start_from: rows go by the names of classes, and new ones are the seed's") {
  TemporaryFolder folder;
  train_first(folder / "run");
  Pair source{{.seed = 2}};
  load_checkpoint(folder / "run" / checkpoint_name, source);
  Pair gan = prepared(7, {"new", "c", "a", "newer"});
  const auto drawn = named_numbers(gan), theirs = named_numbers(source);
  std::fill_n(gan.generator().values().data(), gan.generator().size(), 9.0f);
  start_from(gan, folder / "run");
  CHECK(gan.class_names() == std::vector<std::string>{"new", "c", "a", "newer"});
  std::size_t kept = 0, anew = 0;
  for (const auto& [name, numbers] : named_numbers(gan)) {
    INFO(name);
    const bool is_new = name.find(":new") != name.npos;
    CHECK(numbers == (is_new ? drawn : theirs).at(name));
    ++(is_new ? anew : kept);
  }
  CHECK(anew == 14);  // in the generator and its average three tables each, and the projection's
  CHECK(kept > 40);
  CHECK(theirs.at("generator.0.embedding:a") != drawn.at("generator.0.embedding:a"));
}

TEST_CASE("start_from: a file that does not fit is one sentence, and changes nothing") {
  TemporaryFolder folder;
  train_first(folder / "run");
  Pair gan = prepared(7, {"a", "b", "d"});
  gan.steps = 4;
  const auto before = named_numbers(gan);
  const auto refused = [&](auto change) {
    Safetensors file = read_safetensors(folder / "run" / checkpoint_name);
    change(file);
    write_edited(folder / "bad", file);
    const std::string text = sentence([&] { start_from(gan, folder / "bad"); });
    INFO(text);
    CHECK(contains(text, "/bad'"));
    CHECK(named_numbers(gan) == before);
    CHECK(gan.steps == 4);
    return text;
  };
  const auto tensor = [](Safetensors& file, const std::string& name) -> NamedTensor& {
    return *std::ranges::find(file.tensors, name, &NamedTensor::name);
  };
  CHECK(contains(refused([&](auto& f) { tensor(f, "discriminator.0.bias").name = "x"; }),
                 "no tensor 'discriminator.0.bias' [4]"));
  CHECK(contains(refused([&](auto& f) {
                   tensor(f, "discriminator.0.bias").shape = {2, 2};
                 }),
                 "'discriminator.0.bias' is [2, 2] where [4] is expected"));
  CHECK(contains(refused([](auto& f) {
                   f.metadata["classes"] = "2", f.metadata["class_names"] = "[\"a\",\"b\"]";
                   f.metadata.erase("option.class_counts");
                 }),
                 "'generator.0.embedding' is [3, 3] where [2, 3] is expected"));
  CHECK(contains(refused([](auto& f) {
                   f.metadata["classes"] = "0", f.metadata["class_names"] = "[]";
                   f.metadata.erase("option.class_counts");
                 }),
                 "for which there is no place"));
  CHECK(contains(refused([](auto& f) { f.metadata["option.label_weight"] = "7"; }),
                 "label_weight of 7"));
  CHECK(contains(refused([&](auto& f) {
                   const std::vector<float> numbers(32, std::nanf(""));
                   auto& bias = tensor(f, "average.1.bias");
                   bias = named_tensor<float>(bias.name, bias.shape, numbers);
                 }),
                 "element 0 of its tensor 'average.1.bias' is"));
  refused([](auto& f) { f.metadata.erase("format"); });
  fs::copy(folder / "run" / checkpoint_name, folder / "cut");
  fs::resize_file(folder / "cut", 4000);
  CHECK(contains(sentence([&] { start_from(gan, folder / "cut"); }), "/cut'"));
  CHECK(contains(sentence([&] { start_from(gan, folder / "none"); }), "/none'"));
  CHECK(contains(sentence([&] { start_from(gan, folder / ""); }), checkpoint_name));
  CHECK(named_numbers(gan) == before);
  Pair unprepared;
  CHECK(contains(sentence<UsageError>([&] { start_from(unprepared, folder / "run"); }),
                 "no parameters yet"));
}

TEST_CASE("a run begins from another one with frozen layers, and goes on bit for bit") {
  TemporaryFolder folder;
  train_first(folder / "first");
  const small::Data data = small::data(20, {"c", "d"});
  TrainOptions options = quick(9);
  options.start_from = folder / "first";
  options.frozen_layers = 2;
  options.transition = {2, 7};
  options.out = folder / "whole";
  Pair whole{{.seed = 5}};
  train(whole, data, options);
  Pair source{{.seed = 2}};
  load_checkpoint(folder / "first" / checkpoint_name, source);
  const auto now = named_numbers(whole), then = named_numbers(source);
  for (const char* name : {"0.weight", "0.bias", "1.weight", "1.bias", "1.running_mean"})
    CHECK(now.at(std::string("discriminator.") + name) ==
          then.at(std::string("discriminator.") + name));
  CHECK(now.at("discriminator.3.weight") != then.at("discriminator.3.weight"));

  options.out = folder / "parts";
  int asked = 0;
  options.stop = [&] { return ++asked == 5; };
  Pair first{{.seed = 5}};
  REQUIRE(train(first, data, options) == RunEnd::stopped);
  options.stop = {};
  options.resume = true;
  fs::rename(folder / "first" / checkpoint_name, folder / "elsewhere");  // read at the start alone
  Pair second{{.seed = 5}};
  CHECK(train(second, data, options) == RunEnd::finished);
  CHECK(named_numbers(second) == named_numbers(whole));
  const std::string run = text_of(options.out / "run.json");
  CHECK(contains(run, "\"start_from\": \"" + (folder / "first").string() + "\""));
  CHECK(contains(run, "\"frozen_layers\": 2"));

  const auto refused = [&](const fs::path& from, int layers) {
    options.start_from = from, options.frozen_layers = layers;
    Pair again{{.seed = 5}};
    return sentence<UsageError>([&] { train(again, data, options); });
  };
  CHECK(contains(refused(folder / "first" / "", 1),
                 "number of frozen layers of 2 and cannot go on "
                 "with 1"));
  CHECK(contains(refused({}, 2),
                 "a start from " + (folder / "first").string() + " and cannot go on with nothing"));
  CHECK(refused(folder / "parts" / ".." / "first", 2) == "");
}

TEST_CASE("a run does not begin from what would be lost, nor a Gan twice") {
  TemporaryFolder folder;
  train_first(folder / "first");
  const std::string before = text_of(folder / "first" / checkpoint_name);
  TrainOptions options = quick(2);
  options.start_from = folder / "first";
  options.out = folder / "first";
  options.force = true;
  Pair gan{{.seed = 5}};
  CHECK(contains(sentence<UsageError>([&] { train(gan, small::data(20), options); }),
                 "name another --out"));
  CHECK(text_of(folder / "first" / checkpoint_name) == before);
  CHECK_FALSE(gan.prepared());

  options.out = folder / "second";
  options.start_from = folder / "none";
  CHECK(contains(sentence([&] { train(gan, small::data(20), options); }), "/none'"));
  CHECK_FALSE(fs::exists(options.out));
  options.start_from = folder / "first";
  train(gan, small::data(20), options);
  CHECK(gan.steps == 2);
  options.steps = 4, options.out = folder / "third";
  CHECK(contains(sentence<UsageError>([&] { train(gan, small::data(20), options); }),
                 "has 2 steps behind it"));
  CHECK_FALSE(fs::exists(options.out));
}
