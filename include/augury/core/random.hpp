// SPDX-License-Identifier: MIT
// Philox 4x32-10 (Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", SC 2011):
// a random number is a pure function of (seed, purpose, step, element), the same bits on every
// backend and for any number of threads. There is no state to save, and none to race for.
#pragma once
#include <array>
#include <cstdint>
#include <numbers>

#include "augury/core/config.hpp"
#include "augury/core/math.hpp"

namespace augury {

/// What a random number is for. Two purposes never share a number.
enum class Purpose : std::uint32_t {
  init = 1,  // initial weights
  latent,    // z
  label,     // classes of generated images
  layer,     // dropout masks, bank choices
  order,     // order of the training set
  subset,    // --limit
  augment,   // augmentation
  dataset,   // generated data sets (glyphs)
  penalty,   // interpolation points
  user = 64  // from here on free for programs
};

/// The first three coordinates of a random number; the fourth is the element.
struct Key {
  std::uint64_t seed = 0;
  std::uint32_t purpose = 0;
  std::uint32_t step = 0;

  constexpr Key() = default;
  AUGURY_HD constexpr Key(std::uint64_t seed_, Purpose purpose_, std::uint32_t step_ = 0)
      : seed(seed_), purpose(static_cast<std::uint32_t>(purpose_)), step(step_) {}

  /// An independent stream for a part: the layer at a position, the network of a pair.
  AUGURY_HD constexpr Key child(std::uint32_t position) const {
    // The product keeps neighbouring (purpose, position) apart; the rest, MurmurHash3's last
    // mixing, keeps children of children apart.
    std::uint32_t word = purpose * 0x9E3779B1u + position + 1;
    word = (word ^ word >> 16) * 0x85EBCA6Bu;
    word = (word ^ word >> 13) * 0xC2B2AE35u;
    Key key = *this;
    key.purpose = word ^ word >> 16;
    return key;
  }
};

/// Four independent 32-bit words for one element.
AUGURY_HD constexpr std::array<std::uint32_t, 4> philox(Key key, std::uint64_t element) {
  std::uint32_t c0 = static_cast<std::uint32_t>(element);
  std::uint32_t c1 = static_cast<std::uint32_t>(element >> 32);
  std::uint32_t c2 = key.step;
  std::uint32_t c3 = key.purpose;
  std::uint32_t k0 = static_cast<std::uint32_t>(key.seed);
  std::uint32_t k1 = static_cast<std::uint32_t>(key.seed >> 32);
  for (int round = 0; round < 10; ++round) {
    const std::uint64_t p0 = std::uint64_t{0xD2511F53u} * c0;
    const std::uint64_t p1 = std::uint64_t{0xCD9E8D57u} * c2;
    const std::uint32_t n0 = static_cast<std::uint32_t>(p1 >> 32) ^ c1 ^ k0;
    const std::uint32_t n2 = static_cast<std::uint32_t>(p0 >> 32) ^ c3 ^ k1;
    c1 = static_cast<std::uint32_t>(p1);
    c3 = static_cast<std::uint32_t>(p0);
    c0 = n0;
    c2 = n2;
    k0 += 0x9E3779B9u;
    k1 += 0xBB67AE85u;
  }
  return {c0, c1, c2, c3};
}

/// Uniform in the open interval (0, 1): never 0, so that its logarithm is finite, and never 1.
/// 23 bits and a half are exact in float and in double, hence the same number for both.
template <class T = float>
AUGURY_HD constexpr T to_uniform(std::uint32_t word) {
  return (static_cast<T>(word >> 9) + T(0.5)) * T(1.0 / 8388608.0);
}

/// Uniform in (0, 1) for one element of a stream.
template <class T = float>
AUGURY_HD constexpr T uniform(Key key, std::uint64_t element) {
  return to_uniform<T>(philox(key, element)[0]);
}

/// Standard normal for one element of a stream (Box-Muller on two words of its block).
template <class T = float>
AUGURY_HD T normal(Key key, std::uint64_t element) {
  const auto words = philox(key, element);
  const T radius = math::sqrt(T(-2) * math::log(to_uniform<T>(words[0])));
  const T angle = T(2 * std::numbers::pi) * to_uniform<T>(words[1]);
  return radius * math::cos(angle);
}

/// Uniform integer in [0, bound) for one element, bound >= 1 (multiply-shift, Lemire 2019; the
/// bias is below bound / 2^32).
AUGURY_HD constexpr std::uint32_t below(std::uint32_t bound, Key key, std::uint64_t element) {
  return static_cast<std::uint32_t>((std::uint64_t{philox(key, element)[0]} * bound) >> 32);
}

}  // namespace augury
