// SPDX-License-Identifier: MIT
// Random numbers as kernels: pure functions of (key, element), so all of them are Constant.
#pragma once
#include <bit>

#include "augury/kernel/kernel.hpp"

namespace augury {

/// Where a pass's samples lie in their random stream.
struct Draw {
  Key key{};
  std::int64_t first = 0;  ///< number of the first sample
};

/// draw_normal(ctx, out, draw): independent standard normals.
struct draw_normal_t : ConstantKernel<draw_normal_t> {};
inline constexpr draw_normal_t draw_normal{};

/// draw_uniform(ctx, out, draw): independent uniform numbers in (0, 1).
struct draw_uniform_t : ConstantKernel<draw_uniform_t> {};
inline constexpr draw_uniform_t draw_uniform{};

/// draw_mask(ctx, out, draw, rate): 1 / (1 - rate) with probability 1 - rate, else 0.
struct draw_mask_t : ConstantKernel<draw_mask_t> {};
inline constexpr draw_mask_t draw_mask{};

/// How a stochastic layer chooses a bank for each image.
enum class Choice {
  stratified,  ///< each run of `banks` images uses each bank once, in shuffled order
  per_image,   ///< independent and uniform
  per_batch,   ///< one for all images of a step
  fixed,       ///< always the same one
  latent       ///< a function of the latent vector, the same in every run: an image is one of z
               ///< (and its class) alone
};

/// Everything a choice depends on.
struct RouteRule {
  Choice choice = Choice::stratified;
  int banks = 1;
  int fixed = 0;
  Draw draw{};
  const std::uint32_t* codes = nullptr;  ///< hash of each sample's z, for Choice::latent
};

/// The bank of image i of a batch.
AUGURY_HD inline int route_of(const RouteRule& rule, int i) {
  const auto banks = static_cast<std::uint32_t>(rule.banks);
  const auto number = static_cast<std::uint64_t>(rule.draw.first + i);
  switch (rule.choice) {
    case Choice::per_image:
      return static_cast<int>(below(banks, rule.draw.key, number));
    case Choice::per_batch:
      return static_cast<int>(below(banks, rule.draw.key, 0));
    case Choice::fixed:
      return rule.fixed;
    case Choice::latent:
      return static_cast<int>(below(banks, rule.draw.key, rule.codes[i]));
    case Choice::stratified:
      break;
  }
  // Follow one place through a Fisher-Yates shuffle of 0 .. banks-1 without storing the others.
  const std::uint64_t deck = number / banks;
  std::uint32_t place = static_cast<std::uint32_t>(number % banks);
  for (std::uint32_t last = 1; last < banks; ++last) {
    const std::uint32_t other = below(last + 1, rule.draw.key, deck * banks + last);
    if (place == last) place = other;
    else if (place == other) place = last;
  }
  return static_cast<int>(place);
}

/// draw_routes(ctx, routes, n, rule): the banks of n images.
struct draw_routes_t {
  template <class Ctx>
  void operator()(Ctx& ctx, std::int32_t* routes, int n, RouteRule rule) const {
    run(*this, ctx, routes, n, rule);
  }
};
inline constexpr draw_routes_t draw_routes{};

/// hash_samples(ctx, codes, x): 32 bits of each sample's numbers, the same for equal samples.
struct hash_samples_t {
  template <class Ctx, class X>
  void operator()(Ctx& ctx, std::uint32_t* codes, X x) const {
    run(*this, ctx, codes, value(x));
  }
};
inline constexpr hash_samples_t hash_samples{};

namespace element {
/// FNV-1a (Fowler, Noll, Vo) over the bits of the numbers of sample n, as floats.
template <class S, class T>
AUGURY_HD std::uint32_t hash_of(View<S, T> x, std::ptrdiff_t n) {
  std::uint32_t hash = 2166136261u;
  for (int i = 0; i < S::size; ++i) {
    const auto number = static_cast<float>(x.data[n * S::size + i]);
    hash = (hash ^ std::bit_cast<std::uint32_t>(number)) * 16777619u;
  }
  return hash;
}
}  // namespace element

}  // namespace augury
