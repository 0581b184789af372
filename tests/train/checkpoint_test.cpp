// SPDX-License-Identifier: MIT
#include "augury/train/checkpoint.hpp"

#include <algorithm>
#include <vector>

#include "augury/augury.hpp"
#include "augury/objective/objective.hpp"
#include "augury/train/step.hpp"
#include "catch.hpp"
#include "io/edited_checkpoint.hpp"
#include "io/temporary_folder.hpp"
using namespace augury;

namespace {

using Generator = Sequential<Shape<4>, JoinLabel<3>, Dense<16>, Reshape<2, 2, 4>, BatchNorm, PRelu,
                             StochasticDeconv<5, 3>, Tanh>;
using Discriminator = Sequential<Generator::Output, WeightNorm<Conv<4>>, LeakyRelu, Projection>;
using Pair = Gan<Generator, Discriminator>;
using Rule = Adam;
using Training = Step<Pair, Objective<RelativisticPairing, R1, R2>, Rule>;

constexpr int batch = 3;  // fewer than banks: some are idle in every step
const std::vector<std::string> classes{"zero", "one"};

/// A Gan and the training of it; the data are a function of the step.
struct Run {
  Pair gan;
  Training step;
  explicit Run(std::uint64_t seed = 1, int threads = 1, IdleBanks idle = IdleBanks::lazy)
      : gan(prepared(seed, threads)),
        step(gan, {.batch = batch, .ema_half_life = 20, .idle_banks = idle},
             Objective<RelativisticPairing, R1, R2>(RelativisticPairing{}, R1{1}, R2{{1}}),
             Rule{.learning_rate = 1e-2f, .beta1 = 0.5f}, Rule{.learning_rate = 1e-2f}) {}

  static Pair prepared(std::uint64_t seed, int threads) {
    Pair gan{{.seed = seed, .threads = threads}};
    gan.prepare(classes);
    return gan;
  }
  void train(int steps) {
    for (int i = 0; i < steps; ++i, ++gan.steps) {
      std::vector<float> pixels(batch * Generator::Output::size);
      for (std::size_t k = 0; k < pixels.size(); ++k)
        pixels[k] = normal<float>(Key{9, Purpose::user, static_cast<std::uint32_t>(gan.steps)}, k);
      const std::vector<std::int32_t> labels{0, 1, static_cast<std::int32_t>(gan.steps % 2)};
      step.run(gan.steps, 1, [&](int) { return HostBatch{pixels, labels}; });
    }
  }
  /// Every number that training goes on from.
  std::vector<double> state() {
    std::vector<double> all{static_cast<double>(gan.steps)};
    const auto append = [&](const auto& buffer) {
      for (const float x : detail::on_host(gan.context(), buffer))
        all.push_back(static_cast<double>(x));
    };
    append(gan.generator().values()), append(gan.discriminator().values()), append(gan.average());
    for (auto* optimizer : {&step.g_optimizer, &step.d_optimizer}) {
      append(optimizer->first_moments()), append(optimizer->second_moments());
      for (const std::uint64_t steps : detail::on_host(gan.context(), optimizer->step_counts()))
        all.push_back(static_cast<double>(steps));
    }
    return all;
  }
};

NamedTensor& tensor(Safetensors& file, const std::string& name) {
  const auto at = std::ranges::find(file.tensors, name, &NamedTensor::name);
  REQUIRE(at != file.tensors.end());
  return *at;
}

}  // namespace

TEST_CASE("resume: N steps, a new process and M steps are N + M steps, bit for bit") {
  TemporaryFolder folder;
  Run whole;
  whole.train(7);
  {
    Run first;
    first.train(4);
    save_checkpoint(folder / "a", first.gan, &first.step);
  }
  Run second(1, 2);
  const auto before = second.state();
  const CheckpointInfo info = resume_checkpoint(folder / "a", second.gan, second.step);
  CHECK(info.steps == 4);
  CHECK(second.gan.steps == 4);
  second.train(3);
  CHECK(second.state() != before);
  CHECK(second.state() == whole.state());

  // The same through load_checkpoint, as a program does that does not know the classes.
  Run third;
  third.gan.prepare({"other"});
  load_checkpoint(folder / "a", third.gan);
  resume_checkpoint(folder / "a", third.gan, third.step);
  third.train(3);
  CHECK(third.state() == whole.state());
}

TEST_CASE("resume: weights alone do not go on as the run would have") {
  TemporaryFolder folder;
  Run whole;
  whole.train(4);
  save_checkpoint(folder / "a", whole.gan, &whole.step);
  Run other;
  load_checkpoint(folder / "a", other.gan);
  CHECK(other.gan.steps == 4);
  whole.train(1), other.train(1);
  CHECK(other.state() != whole.state());
}

TEST_CASE("resume: idle banks keep their own step counts") {
  TemporaryFolder folder;
  Run run;
  run.train(3);
  save_checkpoint(folder / "a", run.gan, &run.step);
  const auto counts =
      read_safetensors(folder / "a").at("optimizer.generator.steps").values<std::uint64_t>();
  REQUIRE(counts.size() == run.step.g_optimizer.segments().size());
  CHECK(*std::ranges::max_element(counts) == 3);
  CHECK(*std::ranges::min_element(counts) < 3);
}

TEST_CASE("load: weights, average and classes come back, to the bit") {
  TemporaryFolder folder;
  Run run(3);
  run.train(3);
  save_checkpoint(folder / "a", run.gan, nullptr, {{"batch", "3"}});
  Pair gan{{.seed = 8}};
  const CheckpointInfo info = load_checkpoint(folder / "a", gan);
  CHECK(info.options == std::map<std::string, std::string>{{"batch", "3"}});
  CHECK(info.seed == 3);
  CHECK(gan.options.seed == 8);
  CHECK(gan.steps == 3);
  CHECK(gan.class_names() == classes);
  auto &a = gan.context(), &b = run.gan.context();
  CHECK(detail::on_host(a, gan.generator().values()) ==
        detail::on_host(b, run.gan.generator().values()));
  CHECK(detail::on_host(a, gan.discriminator().values()) ==
        detail::on_host(b, run.gan.discriminator().values()));
  CHECK(detail::on_host(a, gan.average()) == detail::on_host(b, run.gan.average()));
  CHECK(detail::on_host(a, gan.average()) != detail::on_host(a, gan.generator().values()));
}

TEST_CASE("save: the file holds PyTorch's shapes under the names of the owners") {
  TemporaryFolder folder;
  Run run;
  save_checkpoint(folder / "a", run.gan, &run.step);
  const Safetensors file = read_safetensors(folder / "a");
  const auto shape = [&](const char* name) { return file.at(name).shape; };
  using Is = std::vector<std::int64_t>;
  CHECK(shape("generator.0.embedding") == Is{2, 3});
  CHECK(shape("generator.1.weight") == Is{16, 7});
  CHECK(shape("average.5.weight") == Is{5, 4, 3, 4, 4});
  CHECK(shape("discriminator.0.weight_v") == Is{4, 3, 4, 4});
  CHECK(shape("discriminator.2.weight") == Is{1, 16});
  CHECK(shape("discriminator.2.embedding") == Is{2, 16});
  CHECK(shape("optimizer.generator.second.5.weight") == Is{5, 4, 3, 4, 4});
  CHECK(file.find("generator.3.running_var"));
  CHECK_FALSE(file.find("optimizer.generator.first.3.running_var"));
  CHECK(file.metadata.at("format") == "augury");
  CHECK(file.metadata.at("classes") == "2");
  CHECK(file.metadata.at("class_names") == "[\"zero\",\"one\"]");
  CHECK(file.metadata.at("optimizer.generator") == "Adam");
}

TEST_CASE("save: a Gan that diverged or a full disk leave the last checkpoint") {
  TemporaryFolder folder;
  Run run;
  save_checkpoint(folder / "a", run.gan, &run.step);
  const std::string before = text_of(folder / "a");
  run.train(1);
  {
    FullDisk full(1024);
    CHECK(sentence([&] { save_checkpoint(folder / "a", run.gan, &run.step); }) != "");
  }
  CHECK(text_of(folder / "a") == before);
  run.gan.discriminator().values().data()[3] = std::nanf("");
  const std::string text = sentence([&] { save_checkpoint(folder / "a", run.gan, &run.step); });
  INFO(text);
  CHECK(contains(text, "'discriminator.0.weight_v' is no longer finite"));
  CHECK(text_of(folder / "a") == before);
  CHECK(folder.entries() == 1);
}

TEST_CASE("load and resume: a file that does not fit changes nothing") {
  TemporaryFolder folder;
  Run source;
  source.train(2);
  save_checkpoint(folder / "good", source.gan, &source.step);
  Run run;
  run.train(1);
  const auto before = run.state();
  const auto refused = [&](auto change) {
    Safetensors file = read_safetensors(folder / "good");
    change(file);
    write_edited(folder / "bad", file);
    Pair fresh;
    const std::string loaded = sentence([&] { load_checkpoint(folder / "bad", fresh); });
    CHECK(fresh.prepared() == loaded.empty());
    const std::string text =
        sentence([&] { resume_checkpoint(folder / "bad", run.gan, run.step); });
    CHECK(run.state() == before);
    CHECK(contains(text, "/bad'"));
    return text;
  };
  CHECK(contains(refused([](auto& f) { tensor(f, "discriminator.2.bias").name = "x"; }),
                 "no tensor 'discriminator.2.bias' [1]"));
  CHECK(contains(refused([](auto& f) {
                   tensor(f, "average.1.bias").shape = {4, 4};
                 }),
                 "'average.1.bias' is [4, 4] where [16] is expected"));
  CHECK(contains(refused([](auto& f) {
                   tensor(f, "optimizer.discriminator.steps").shape = {1, 1};
                 }),
                 "'optimizer.discriminator.steps' is [1, 1] where [1] is expected"));
  CHECK(contains(refused([](auto& f) {
                   std::erase_if(f.tensors, [](const NamedTensor& t) {
                     return t.name.starts_with("optimizer.");
                   });
                   f.metadata.erase("optimizer.generator");
                 }),
                 "holds no optimizers"));
  CHECK(contains(refused([](auto& f) {
                   f.tensors.push_back(named_tensor<float>("extra", {0}, std::vector<float>{}));
                 }),
                 "a tensor 'extra' [0], for which there is no place"));
  CHECK(contains(refused([](auto& f) { f.metadata.erase("format"); }), "no checkpoint of augury"));
  refused([](auto& f) { f.metadata["classes"] = "0", f.metadata["class_names"] = "[]"; });
  Pair fresh;
  CHECK(contains(sentence([&] { load_checkpoint(folder / "bad", fresh); }), "names no classes"));

  const auto refuses = [&](auto&& run_, const char* part) {
    const auto old = run_.state();
    const std::string text =
        sentence<UsageError>([&] { resume_checkpoint(folder / "good", run_.gan, run_.step); });
    INFO(text);
    CHECK(contains(text, part));
    CHECK(run_.state() == old);
  };
  refuses(Run(2), "was trained with the seed 1, not 2");
  Run relabelled;
  relabelled.gan.prepare({"zero", "two"});
  refuses(relabelled, "not on '[\"zero\",\"two\"]'");
  Run dense(1, 1, IdleBanks::dense);
  CHECK(contains(sentence([&] { resume_checkpoint(folder / "good", dense.gan, dense.step); }),
                 "'optimizer.generator.steps'"));
}

TEST_CASE("resume: an earlier state that was saved along comes back, and generating passes it by") {
  TemporaryFolder folder;
  Run run;
  run.train(2);
  const auto then = run.state();
  const Snapshot good = Snapshot::take(run.gan, run.step);
  run.train(3);
  save_checkpoint(folder / "a", run.gan, &run.step, {}, &good);
  Run other;
  Snapshot earlier;
  resume_checkpoint(folder / "a", other.gan, other.step, &earlier);
  CHECK(other.state() == run.state());
  CHECK(earlier.steps == 2);
  earlier.put_back(other.gan, other.step);
  CHECK(other.state() == then);
  resume_checkpoint(folder / "a", other.gan, other.step);  // who does not ask is not told
  CHECK(other.state() == run.state());
  load_checkpoint(folder / "a", other.gan);
  CHECK(other.gan.steps == 5);

  save_checkpoint(folder / "a", run.gan, &run.step);
  resume_checkpoint(folder / "a", other.gan, other.step, &earlier);
  CHECK_FALSE(earlier.taken());
}

TEST_CASE("load: the checkpoint of another network") {
  TemporaryFolder folder;
  Run run;
  save_checkpoint(folder / "a", run.gan);
  Gan<Sequential<Shape<4>, Dense<48>, Reshape<4, 4, 3>, Tanh>, Discriminator> other;
  const std::string text = sentence([&] { load_checkpoint(folder / "a", other); });
  INFO(text);
  CHECK(contains(text, "no tensor 'generator.0.weight' [48, 4]"));
  CHECK_FALSE(other.prepared());
}

TEST_CASE("resume: another update rule") {
  TemporaryFolder folder;
  Run run;
  save_checkpoint(folder / "a", run.gan, &run.step);
  Step<Pair, Objective<NonSaturating>, Sgd> step(run.gan, {.batch = 2}, Objective<NonSaturating>{},
                                                 Sgd{}, Sgd{});
  const std::string text =
      sentence<UsageError>([&] { resume_checkpoint(folder / "a", run.gan, step); });
  INFO(text);
  CHECK(contains(text, "trained with 'Adam' for the generator where 'Sgd' is asked for"));
}

TEST_CASE("load and resume: layers without parameters are compared too") {
  using Nearest = Sequential<Shape<4>, Dense<16>, Reshape<2, 2, 4>, Upsample<2>, Conv<1, 3, 1>>;
  using Bilinear = Sequential<Shape<4>, Dense<16>, Reshape<2, 2, 4>,
                              Upsample<2, Interpolation::bilinear>, Conv<1, 3, 1>>;
  using Grouped = Sequential<Nearest::Output, Conv<4, 3, 1>, GroupNorm<2>, Flatten, Dense<1>>;
  using Single = Sequential<Nearest::Output, Conv<4, 3, 1>, GroupNorm<1>, Flatten, Dense<1>>;
  TemporaryFolder folder;
  Gan<Nearest, Grouped> source{{.seed = 1}};
  source.prepare({});
  save_checkpoint(folder / "a", source);
  const auto refused = [&]<class G, class D>(Gan<G, D> gan) {
    const std::string text = sentence([&] { load_checkpoint(folder / "a", gan); });
    CHECK(gan.prepared() == text.empty());
    return text;
  };
  CHECK(refused(Gan<Nearest, Grouped>{}) == "");
  CHECK(contains(refused(Gan<Bilinear, Grouped>{}),
                 "does not fit this network: its generator is 'Dense<16>, Reshape<2, 2, 4>, "
                 "Upsample<2, 0>, Conv<1, 3, 1>' where 'Dense<16>, Reshape<2, 2, 4>, "
                 "Upsample<2, 1>, Conv<1, 3, 1>' is expected"));
  CHECK(contains(refused(Gan<Nearest, Single>{}),
                 "its discriminator is 'Conv<4, 3, 1>, GroupNorm<2>"));
}
