// SPDX-License-Identifier: MIT
// One run of the seed's experiment: trains one variant on one data set with one seed, and measures
// what it makes every so many steps. seed_experiment.py runs all of them.
#include <ctime>
#include <optional>

#include "seed_measures.hpp"
#include "shared/program.hpp"

#include "augury/io/image.hpp"
#include "augury/io/line_log.hpp"
#include "augury/train/sample_grid.hpp"

namespace {
using namespace augury;
namespace fs = std::filesystem;

struct Plan {
  fs::path data, out;
  seed::Variant variant = seed::variants[0];
  std::uint64_t seed = 1, steps = 0, every = 1;
  int batch = 32;
  /// Of both networks: DCGAN's numbers (1511.06434), unless the command line says otherwise.
  Adam rule{.learning_rate = 2e-4f, .beta1 = 0.5f, .beta2 = 0.999f};
  bool pictures = false;
};

/// The lines of a run. They take their name when the last of them is written.
class Curve {
 public:
  explicit Curve(fs::path path) : path_(std::move(path)) {
    if (fs::exists(path_))
      throw UsageError("'" + path_.string() +
                       "' is there, a finished run; move it away, or name another --out");
    if (path_.has_parent_path()) fs::create_directories(path_.parent_path());
    log_.emplace(part(), [](std::string_view) { return false; });
  }
  void write(const JsonObject& line) { log_->write(line.line()); }
  void finish() {
    log_.reset();
    fs::rename(part(), path_);
  }

 private:
  fs::path part() const { return path_.string() + ".part"; }

  fs::path path_;
  std::optional<LineLog> log_;
};

JsonObject description(const char* data, const Plan& plan) {
  JsonObject line;
  line.add("data", data).add("variant", plan.variant.name).add("seed", plan.seed);
  line.add("steps", plan.steps).add("every", plan.every).add("batch", plan.batch);
  line.add("rate", plan.rule.learning_rate).add("momentum", plan.rule.beta1);
  return line;
}

/// No average of the generator: what is measured is the network of that step, as the seed's was.
template <class Data, class Generator_>
void train_and_measure(const Plan& plan) {
  using Gan_ = Gan<Generator_, typename Data::Discriminator>;
  Gan_ gan{{.seed = plan.seed, .threads = 1}};
  seed::choose_banks(gan.generator_layers, plan.variant.choice);
  const seed::Measures<Data> measures(gan.context(), plan.data, plan.seed);
  gan.prepare(measures.train.class_names());
  Step<Gan_, Objective<NonSaturating>, Adam> training(
      gan, {.batch = plan.batch, .ema_half_life = 0, .idle_banks = plan.variant.idle},
      Objective<NonSaturating>{}, plan.rule, plan.rule);
  Loader loader(measures.train, plan.seed);
  Sampler<Gan_> sampler(gan, 50);

  Curve curve(plan.out);
  JsonObject first = description(Data::name, plan);
  first.add("parameters", gan.generator().size());
  first.add("parameters_discriminator", gan.discriminator().size());
  measures.add_control(first);
  curve.write(first);

  const auto batch = static_cast<std::size_t>(plan.batch);
  std::vector<float> pixels(batch * Data::Sample::size);  // (N, H, W, C)
  std::vector<std::int32_t> labels(batch);                // (N)
  double seconds = 0;  // of this one thread on a processor: other programs do not count
  for (std::uint64_t step = 0; step < plan.steps;) {
    const std::clock_t begin = std::clock();
    loader.fill(step, batch, pixels, labels);
    training.run(step++, 1.0f, [&](int) { return HostBatch{pixels, labels}; });
    seconds += static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC;
    if (step % plan.every != 0 && step != plan.steps) continue;

    const StepReport report = training.report();
    JsonObject line;
    line.add("step", step).add("ms_per_step", 1000 * seconds / static_cast<double>(step));
    line.add("loss_d", report.loss_d).add("loss_g", report.loss_g);
    std::vector<float> made = seed::make_images(sampler, plan.seed);
    if (made.empty()) seed::Measures<Data>::add_nothing(line);
    else
      measures.add(line,
                   {std::move(made), std::vector<std::int32_t>(seed::made_each_time), {"all"}});
    curve.write(line);
    if (plan.pictures)
      write_png(fs::path(plan.out).replace_extension("step-" + std::to_string(step) + ".png"),
                draw_sample_grid(gan, sampler, plan.seed));
  }
  curve.finish();
}

template <class Data>
void run_on(const Plan& plan) {
  switch (plan.variant.network) {
    case seed::Network::plain:
      return train_and_measure<Data, typename Data::Plain>(plan);
    case seed::Network::wide:
      return train_and_measure<Data, typename Data::Wide>(plan);
    case seed::Network::stochastic:
      return train_and_measure<Data, typename Data::Stochastic>(plan);
  }
}

int experiment(const program::Words& words) {
  program::Options options(words, "Trains one variant and measures what it makes.");
  options.add("set", "mnist|cifar10", "data set")
      .add("data", "DIR", "its folder")
      .add("variant", "NAME",
           "plain, wide, stratified, per_image[_dense] or per_batch[_dense] (stratified)")
      .add("seed", "N", "of everything random, the choice of images among it (1)")
      .add("steps", "N", "training steps (4400)")
      .add("every", "N", "steps between two measurements (200)")
      .add("batch", "N", "images per step (32)")
      .add("rate", "R", "learning rate of both networks (0.0002)")
      .add("momentum", "B", "Adam's beta1 (0.5)")
      .add("pictures", "a PNG file of samples beside each measurement")
      .add("out", "FILE", "JSON lines: the run, then a line for each measurement")
      .read(words);
  Plan plan{options.required("data"), options.required("out"),
            seed::variant_of(options.text("variant", "stratified"))};
  plan.seed = options.number("seed", 1, 0, ~std::uint64_t{0});
  plan.steps = options.number("steps", 4400, 1, 1'000'000'000);
  plan.every = options.number("every", 200, 1, 1'000'000'000);
  plan.batch = options.integer("batch", 32, 1, static_cast<int>(seed::trained_on));
  plan.rule.learning_rate = static_cast<float>(options.real("rate", 2e-4, 1));
  plan.rule.beta1 = static_cast<float>(options.real("momentum", 0.5, 0.999));
  plan.pictures = options.has("pictures");
  const std::string set = options.required("set");
  if (set == seed::Mnist::name) run_on<seed::Mnist>(plan);
  else if (set == seed::Cifar10::name) run_on<seed::Cifar10>(plan);
  else options.fail("--set takes mnist or cifar10, not '" + set + "'");
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  return program::run(argc, argv, "The experiment of the seed, one run at a time.",
                      {{"run", "train one variant, and measure it on the way", experiment}});
}
