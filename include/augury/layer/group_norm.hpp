// SPDX-License-Identifier: MIT
#pragma once
#include <algorithm>
#include <tuple>

#include "augury/kernel/plane.hpp"
#include "augury/layer/layer.hpp"
#include "augury/layer/normalise.hpp"

namespace augury {

/// Group normalisation (1803.08494): y = (x - m) / sqrt(v + epsilon) * weight + bias, where m and v
/// are mean and variance over the positions of one sample and the channels of one group;
/// neighbouring channels make up a group. Weight and bias are per channel. Samples do not know of
/// each other, so training, evaluation and any batch give the same.
template <int Groups>
struct GroupNorm {
  static constexpr bool fuses = true;
  static_assert(Groups >= 1, "GroupNorm: the number of groups must be at least 1");
  float epsilon = 1e-5f;
  auto numbers() const { return std::tuple(epsilon); }

  template <class In>
  using PerFeature = Shape<In::channels>;
  /// The channels divide into the groups, and a group has more than one number: else y is the bias.
  template <class In>
    requires(In::channels % std::max(1, Groups) == 0 && In::size > Groups && Groups >= 1)
  using Output = In;
  template <class In>
  using Params = Shapes<PerFeature<In>, PerFeature<In>>;
  /// Per channel, mean and 1 / deviation of its group; in backward sums of dy and of dy times the
  /// normalised x; work space for sums over groups.
  template <class In>
  using Saved =
      Shapes<PerFeature<In>, PerFeature<In>, PerFeature<In>, PerFeature<In>, Shape<Groups>>;

  template <class In>
  static constexpr std::array<ParamInfo, 2> info() {
    return {ParamInfo{"weight", Init::constant, 1}, ParamInfo{"bias"}};
  }

  void forward(auto& ctx, auto f) const {
    using F = decltype(f);
    using T = typename F::Scalar;
    const auto [w, b] = f.params;
    const auto [m, r, sum, sum_x, group] = f.saved;
    sum_planes(ctx, set, op::Scale<T>{part<F>}, m, f.x);                       // (N, C)
    share(ctx, op::Identity{}, m, group);                                      // (N, C)
    sum_planes(ctx, set, op::SquareAround<T>{part<F>}, r, f.x, per_plane(m));  // (N, C)
    share(ctx, op::OneOverRoot{epsilon}, r, group);                            // (N, C)
    map(ctx, set, op::Normalise{}, f.y, f.x, per_plane(m), per_plane(r), per_channel(w),
        per_channel(b));  // (N, H, W, C)
  }
  void backward(auto& ctx, auto f, auto dy, auto dx, auto dp) const {
    using F = decltype(f);
    const auto [w, b] = f.params;
    const auto [dw, db] = dp;
    const auto [m, r, sum, sum_x, group] = f.saved;
    const auto mean = per_plane(m), scale = per_plane(r);
    sum_planes(ctx, set, op::Identity{}, sum, dy);                             // (N, C)
    sum_planes(ctx, set, op::TimesNormalised{}, sum_x, dy, f.x, mean, scale);  // (N, C)
    sum_channels(ctx, add, op::Identity{}, dw, sum_x);                         // (C)
    sum_channels(ctx, add, op::Identity{}, db, sum);                           // (C)
    map(ctx, set, op::Product{}, sum, sum, per_channel(w));                    // (N, C)
    map(ctx, set, op::Product{}, sum_x, sum_x, per_channel(w));                // (N, C)
    share(ctx, op::Identity{}, sum, group);                                    // (N, C)
    share(ctx, op::Identity{}, sum_x, group);                                  // (N, C)
    map(ctx, set, op::NormaliseInput<typename F::Scalar>{part<F>}, dx, dy, f.x, mean, scale,
        per_channel(w), per_plane(sum), per_plane(sum_x));  // (N, H, W, C)
  }

 private:
  /// The part of a mean that is one number's.
  template <class F, class T = typename F::Scalar>
  static constexpr T part = T(1) / T(F::Input::size / Groups);

  /// Puts f(sum over the channels of its group) in the place of each channel.
  static void share(auto& ctx, auto f, auto channels, auto group) {
    const auto in_groups = in_parts<Groups>(channels);
    const auto sums = in_parts<Groups>(group);
    sum_samples(ctx, set, op::Identity{}, sums, in_groups);  // (N*G) = sum over (N*G, C/G)
    map(ctx, set, f, in_groups, per_sample(sums));           // (N*G, C/G)
  }
};

}  // namespace augury
