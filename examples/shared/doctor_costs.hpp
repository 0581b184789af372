// SPDX-License-Identifier: MIT
// What a training run will take, for the verb doctor: memory by counting, time by trying.
#pragma once
#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <tuple>

#include "doctor_text.hpp"

#include "augury/io/json_object.hpp"
#include "augury/network/summary.hpp"
#include "augury/train/trainer.hpp"

namespace program {

/// What a training run takes. Bytes, and seconds.
struct Costs {
  static constexpr std::int64_t program_bytes = 40
                                                << 20;  // with libraries and small things; measured
  std::size_t generator = 0, discriminator = 0;         // parameters
  std::int64_t data_bytes = 0, network_bytes = 0, step_bytes = 0, sampling_bytes = 0,
               saving_bytes = 0;
  std::uint64_t steps = 0;
  int batch = 0;
  double seconds_per_step = 0;

  std::int64_t bytes() const {
    return program_bytes + data_bytes + network_bytes + step_bytes + sampling_bytes + saving_bytes;
  }
  double seconds() const { return seconds_per_step * static_cast<double>(steps); }
};

/// The seconds of a training step, of steps done on the data for two seconds or so. They leave
/// nothing but a Gan that has learned a little.
template <class Gan, augury::Dataset D, class Objective>
double time_a_step(Gan& gan, const D& images, augury::TrainOptions run, Objective objective) {
  constexpr double enough = 2.0;
  const auto now = [] {
    const auto since = std::chrono::steady_clock::now().time_since_epoch();
    return std::chrono::duration<double>(since).count();
  };
  const double begin = now();
  double first = 0, last = 0;  // when the first step was done, and the last
  int more = 0;                // steps after the first, which warms up
  run.quiet = true;
  run.stop = [&] {
    gan.context().synchronize();
    last = now();
    if (first > 0) ++more;
    else first = last;
    return last - begin > enough && (more > 0 || last - begin > 2 * enough);
  };
  augury::train(gan, images, run, objective);
  // A step so long that there is but one: before it came another, as rehearsal.
  return more > 0 ? (last - first) / more : (last - begin) / 2;
}

/// Bytes of the activations that one pass of a network keeps.
template <class Network>
std::int64_t pass_bytes(int batch) {
  return augury::detail::pass_bytes<typename Network::Layers, typename Network::Input>(batch);
}

/// What `run` will take on this machine, as busy as it is now.
template <class Gan, augury::Dataset D, class Objective>
Costs costs_of(Gan& gan, const D& images, augury::TrainOptions run, Objective objective) {
  Costs costs;
  costs.seconds_per_step = time_a_step(gan, images, run, objective);
  costs.steps = run.steps;
  costs.batch = run.batch;
  costs.generator = gan.generator().size();
  costs.discriminator = gan.discriminator().size();
  constexpr std::size_t value = sizeof(float);
  costs.data_bytes = static_cast<std::int64_t>(images.size() * Gan::Sample::size * value);
  // Values, gradients and two moments of Adam's; of the generator the average too.
  costs.network_bytes =
      static_cast<std::int64_t>((5 * costs.generator + 4 * costs.discriminator) * value);
  // The generator's pass, the discriminator's on real and on made images, and, where its gradients
  // are penalised, its pass on pairs of value and tangent.
  constexpr std::size_t penalties = std::tuple_size_v<decltype(Objective::penalties)>;
  costs.step_bytes = pass_bytes<typename Gan::Generator>(run.batch) +
                     (penalties > 0 ? 4 : 2) * pass_bytes<typename Gan::Discriminator>(run.batch) +
                     static_cast<std::int64_t>(gan.context().scratch_bytes());
  // Grids of samples, the guard and the search for the best networks make images 64 at a time, one
  // after the other.
  costs.sampling_bytes = pass_bytes<typename Gan::Generator>(64);
  // What a run can fall back on, and a checkpoint as tensors and as bytes, while it is written:
  // about three times what is in them.
  costs.saving_bytes = 3 * costs.network_bytes;
  return costs;
}

/// "40 seconds", "25 minutes", "3.5 hours".
inline std::string readable_time(double seconds) {
  if (seconds < 100) return format("%.0f seconds", std::max(1.0, seconds));
  if (seconds < 6000) return format("%.0f minutes", seconds / 60);
  return format("%.1f hours", seconds / 3600);
}

inline std::string text_of(const Costs& costs) {
  using augury::detail::grouped, augury::detail::readable_bytes;
  const auto count = [](std::size_t n) { return grouped(static_cast<std::int64_t>(n)); };
  return "parameters   " + count(costs.generator) + " of the generator, " +
         count(costs.discriminator) + " of the discriminator\n" + "memory       about " +
         readable_bytes(costs.bytes()) + ": program " + readable_bytes(Costs::program_bytes) +
         ", data " + readable_bytes(costs.data_bytes) + ", networks " +
         readable_bytes(costs.network_bytes) + ", a step " + readable_bytes(costs.step_bytes) +
         ", samples " + readable_bytes(costs.sampling_bytes) + ", saving " +
         readable_bytes(costs.saving_bytes) + "\n" +
         format("time         about %s: %llu steps with batches of %d, %.3f seconds each now\n",
                readable_time(costs.seconds()).c_str(),
                static_cast<unsigned long long>(costs.steps), costs.batch, costs.seconds_per_step);
}

inline void add_costs(augury::JsonObject& json, const Costs& costs) {
  json.add("generator_parameters", costs.generator);
  json.add("discriminator_parameters", costs.discriminator);
  json.add("data_bytes", costs.data_bytes).add("network_bytes", costs.network_bytes);
  json.add("step_bytes", costs.step_bytes).add("sampling_bytes", costs.sampling_bytes);
  json.add("saving_bytes", costs.saving_bytes);
  json.add("bytes", costs.bytes());
  json.add("batch", costs.batch).add("steps", costs.steps);
  json.add("seconds_per_step", costs.seconds_per_step).add("seconds", costs.seconds());
}

}  // namespace program
