// SPDX-License-Identifier: MIT
// Snapshot: all that a training run goes on from, in the memory of the host.
#pragma once
#include <bit>
#include <cstdint>
#include <span>
#include <type_traits>
#include <vector>

#include "augury/kernel/transfer.hpp"

namespace augury {

namespace detail {

template <class Ctx, class Buffer_>
auto on_host(Ctx& ctx, const Buffer_& buffer) {
  using T = std::remove_cvref_t<decltype(*buffer.data())>;
  std::vector<T> numbers(buffer.size());
  download(ctx, std::span<T>(numbers), static_cast<const T*>(buffer.data()));
  return numbers;
}
template <class Ctx, class Buffer_, class T>
void to_backend(Ctx& ctx, Buffer_& buffer, const std::vector<T>& numbers) {
  upload(ctx, buffer.data(), std::span<const T>(numbers));
}

inline bool all_finite(const std::vector<float>& numbers) {
  constexpr std::uint32_t exponent = 0x7F800000;  // all of it is set in infinity and NaN alone
  bool finite = true;
  for (const float x : numbers) finite &= (std::bit_cast<std::uint32_t>(x) & exponent) != exponent;
  return finite;
}

/// The weights of both networks and the generator's average.
struct GanWeights {
  std::vector<float> generator, discriminator, average;

  template <class Gan_>
  static GanWeights take(Gan_& gan) {
    auto& ctx = gan.context();
    return {on_host(ctx, gan.generator().values()), on_host(ctx, gan.discriminator().values()),
            on_host(ctx, gan.average())};
  }
  template <class Gan_>
  void put_back(Gan_& gan) const {
    to_backend(gan.context(), gan.generator().values(), generator);
    to_backend(gan.context(), gan.discriminator().values(), discriminator);
    to_backend(gan.context(), gan.average(), average);
  }
  bool finite() const {
    return all_finite(generator) && all_finite(discriminator) && all_finite(average);
  }
};

/// Moments and step counts of an optimizer.
struct OptimizerState {
  std::vector<float> first, second;
  std::vector<std::uint64_t> steps;

  template <class Ctx, class Optimizer_>
  static OptimizerState take(Ctx& ctx, Optimizer_& optimizer) {
    return {on_host(ctx, optimizer.first_moments()), on_host(ctx, optimizer.second_moments()),
            on_host(ctx, optimizer.step_counts())};
  }
  template <class Ctx, class Optimizer_>
  void put_back(Ctx& ctx, Optimizer_& optimizer) const {
    to_backend(ctx, optimizer.first_moments(), first);
    to_backend(ctx, optimizer.second_moments(), second);
    to_backend(ctx, optimizer.step_counts(), steps);
  }
  bool finite() const { return all_finite(first) && all_finite(second); }
};

}  // namespace detail

/// The state of a Gan and its Step. The steps after put_back() are, bit for bit, those after
/// take(); a checkpoint is the same on disk (train/checkpoint.hpp).
struct Snapshot {
  std::uint64_t steps = 0;  ///< training steps done
  detail::GanWeights weights{};
  detail::OptimizerState generator{}, discriminator{};
  std::vector<float> lecam_sums{};  ///< of the Step; empty for an objective without LeCam

  template <class Gan_, class Step_>
  static Snapshot take(Gan_& gan, Step_& step) {
    return {gan.steps, detail::GanWeights::take(gan),
            detail::OptimizerState::take(gan.context(), step.g_optimizer),
            detail::OptimizerState::take(gan.context(), step.d_optimizer),
            detail::on_host(gan.context(), step.lecam_sums)};
  }
  /// Of the same Gan and Step, or of ones with the same networks, rules and terms of the objective.
  template <class Gan_, class Step_>
  void put_back(Gan_& gan, Step_& step) const {
    weights.put_back(gan);
    generator.put_back(gan.context(), step.g_optimizer);
    discriminator.put_back(gan.context(), step.d_optimizer);
    detail::to_backend(gan.context(), step.lecam_sums, lecam_sums);
    gan.steps = steps;
  }
  bool taken() const { return !weights.generator.empty(); }
  /// Whether every number is finite. What is not stays so: no later step mends it.
  bool finite() const {
    return weights.finite() && generator.finite() && discriminator.finite() &&
           detail::all_finite(lecam_sums);
  }
};

}  // namespace augury
