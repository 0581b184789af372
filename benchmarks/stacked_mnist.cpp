// SPDX-License-Identifier: MIT
// StackedMNIST: how many of 1,000 modes a GAN finds (1611.02163, 1712.04086). Trains a generator on
// stacks of three digits, and has a classifier of digits count the modes of what it makes.
// gpu/stacked_mnist.py runs it for both generators and several seeds.
#include <cstdio>

#include "shared/verbs.hpp"
#include "stacked_mnist/add_stacks.hpp"
#include "stacked_mnist/digit_training.hpp"
#include "stacked_mnist/training.hpp"

#include "augury/data/idx.hpp"
#include "augury/io/json_object.hpp"
#include "augury/train/run_folder.hpp"

namespace stacked {
namespace {
namespace fs = std::filesystem;

constexpr std::size_t trained_on = 128'000;  // stacks
constexpr const char* result_name = "result.json";

/// What the command line says.
struct Plan {
  explicit Plan(const program::Options& options)
      : data(options.required("data")),
        classifier(options.text("classifier")),
        generator(options.text("generator", "stochastic")),
        run(default_options()) {
    if (generator != "deconv" && generator != "stochastic")
      options.fail("--generator takes deconv or stochastic, not '" + generator + "'");
    run.out = options.folder("out");
    run.steps = options.number("steps", run.steps, 1, 1'000'000'000);
    run.batch = options.integer("batch", run.batch, 1, static_cast<int>(trained_on));
    run.resume = options.has("resume");
    run.force = options.has("force");
    run.quiet = options.has("quiet");
    run.stop = program::interrupted;
    run.notes = {{"generator", generator}, {"data", fs::absolute(data).string()}};
    machine = program::gan_options(options, options.number("seed", 1, 0, ~std::uint64_t{0}));
    if (classifier.empty()) classifier = run.out.parent_path() / "digit_classifier.safetensors";
    program::refuse_inside({run.out}, data);
    check_run_folder(run);  // before digits are read and learned, which takes minutes
  }

  fs::path data, classifier;
  std::string generator;
  TrainOptions run;
  GanOptions machine;
};

/// The result on one line, for people and programs.
JsonObject result_of(const Plan& plan, const Trained& trained, double share,
                     const std::string& machine, const ModeCounts& found, const ModeCounts& real) {
  JsonObject line;
  line.add("generator", plan.generator).add("seed", plan.machine.seed);
  line.add("steps", trained.steps).add("batch", plan.run.batch);
  line.add("precision", name_of(plan.machine.precision));
  line.add("modes", found.covered()).add("kl", found.divergence());
  line.add("real_modes", real.covered()).add("real_kl", real.divergence());
  line.add("samples", found.total()).add("classifier_accuracy", share);
  line.add("generator_parameters", trained.parameters).add("machine", machine);
  line.add("images_per_second", trained.images_per_second);
  return line;
}

/// call.operator()<Training>() for the generator and the backend that are asked for.
template <class Call>
auto with_training(const program::Options& options, const Plan& plan, Call call) {
  decltype(call.template operator()<Training<DeconvGenerator, Cpu>>()) result;
  program::on_device(options, [&]<class Backend>() {
    if (plan.generator == "deconv")
      result = call.template operator()<Training<DeconvGenerator, Backend>>();
    else result = call.template operator()<Training<StochasticGenerator, Backend>>();
    return 0;
  });
  return result;
}

program::Options options_of(const program::Words& words) {
  program::Options options(words, "Trains a GAN on stacked digits and counts the modes it finds.");
  options.add("data", "DIR", "folder with MNIST's four files (needed)")
      .add("out", "RUN", "folder for the run; its result too goes there (needed)")
      .add("generator", "deconv|stochastic", "of Deconv, or of StochasticDeconv (stochastic)")
      .add("steps", "N", "training steps (25000)")
      .add("batch", "N", "images per step (256)")
      .add("seed", "N", "of everything random but the classifier of digits (1)")
      .add("classifier", "FILE", "that of all runs (digit_classifier.safetensors beside RUN)")
      .add("resume", "go on from the checkpoint in RUN; after its last step, count again")
      .add("force", "begin anew although there is a run in RUN")
      .add("quiet", "show no progress");
  program::add_machine(options).read(words);
  return options;
}

/// Says at once what the next minutes are for.
template <class... Number>
void tell(const char* format, Number... number) {
  std::printf(format, number...);
  std::fflush(stdout);
}

int count(const program::Words& words) {
  const program::Options options = options_of(words);
  const Plan plan(options);
  const std::string machine =
      with_training(options, plan, [&]<class Work>() { return Work::machine(plan.machine); });
  tell("augury %s: %s\n", AUGURY_VERSION, machine.c_str());
  const Digits digits = read_idx<Digit>(plan.data, "train");
  const Digits test = read_idx<Digit>(plan.data, "t10k");

  const char* file = plan.classifier.c_str();
  if (!is_there(plan.classifier)) tell("training the classifier of digits, '%s' ...\n", file);
  Context<Cpu> context(Machine{plan.machine.threads});
  DigitNetworks networks(context, DigitPlan{}.seed);
  const double share = prepare_classifier(context, networks, plan.classifier, digits, test);
  tell("classifier '%s': %.2f %% of the test digits\n", file, 100 * share);
  DigitClassifier classifier(context, networks);
  const ModeCounts real = count_modes(classifier, StackedDigits(test, made, plan.machine.seed));

  const StackedDigits stacks(digits, trained_on, plan.machine.seed);
  ModeCounts found(modes);
  const Judge judge = [&](std::span<const float> some) { add_stacks(found, classifier, some); };
  std::error_code ignored;
  fs::remove(plan.run.out / result_name, ignored);  // an earlier one
  program::catch_interrupts();
  const Trained trained = with_training(options, plan, [&]<class Work>() {
    return Work::run(stacks, plan.machine, plan.run, judge);
  });
  if (trained.end == RunEnd::stopped) {
    tell("Stopped after step %llu, and all of it is saved; the same with --resume goes on.\n",
         static_cast<unsigned long long>(trained.steps));
    return 1;
  }
  const JsonObject result = result_of(plan, trained, share, machine, found, real);
  write_file(plan.run.out / result_name, result.line() + "\n");
  tell("%s\n", result.line().c_str());
  return 0;
}

}  // namespace
}  // namespace stacked

int main(int argc, char** argv) {
  return program::run(argc, argv, "Counts the modes of 1,000 that a GAN finds.",
                      {{"run", "train, and count the modes of what is made", stacked::count}});
}
