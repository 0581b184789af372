// SPDX-License-Identifier: MIT
#pragma once
#include <tuple>

#include "augury/layer/group_norm.hpp"

namespace augury {

/// Instance normalisation (1607.08022): y = (x - m) / sqrt(v + epsilon) * weight + bias, where m
/// and v are mean and variance of one channel of one image: GroupNorm with a group per channel.
struct InstanceNorm {
  static constexpr bool fuses = true;
  float epsilon = 1e-5f;
  auto numbers() const { return std::tuple(epsilon); }

  template <class In>
  using Groups = GroupNorm<In::channels>;
  template <class In>
    requires(is_image<In>&& Shaped<Groups<In>, In>)
  using Output = In;
  template <class In>
  using Params = ParamsOf<Groups<In>, In>;
  template <class In>
  using Saved = SavedOf<Groups<In>, In>;

  template <class In>
  static constexpr auto info() {
    return Groups<In>::template info<In>();
  }

  void forward(auto& ctx, auto f) const {
    Groups<typename decltype(f)::Input>{epsilon}.forward(ctx, f);
  }
  void backward(auto& ctx, auto f, auto dy, auto dx, auto dp) const {
    Groups<typename decltype(f)::Input>{epsilon}.backward(ctx, f, dy, dx, dp);
  }
};

}  // namespace augury
