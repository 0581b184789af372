// SPDX-License-Identifier: MIT
#pragma once
#include "augury/kernel/label.hpp"
#include "augury/layer/layer.hpp"

namespace augury {

/// Tells a generator the class to draw: y = (x, e_label), where e is a learned vector of
/// `Features` numbers for each class. Shape<Z> becomes Shape<Z + Features>. In a network without
/// classes, or a pass without labels, zeros are joined.
template <int Features>
struct JoinLabel {
  static_assert(Features >= 1, "JoinLabel: the number of features must be at least 1");
  template <class In>
    requires(Features >= 1 && In::rank == 1)
  using Output = Shape<In::size + Features>;
  template <class In>
  using Params = Shapes<PerClass<Shape<Features>>>;
  /// Each sample's vector; in backward its gradient.
  template <class In>
  using Saved = Shapes<Shape<Features>>;

  template <class In>
  static constexpr std::array<ParamInfo, 1> info() {
    return {ParamInfo{"embedding", Init::normal, 1}};  // unit variance, like z
  }

  void forward(auto& ctx, auto f) const {
    constexpr int Z = decltype(f)::Input::size;
    const auto [table] = f.params;
    const auto [e] = f.saved;
    look_up(ctx, set, e, table, f.weighted_labels());     // (N, F) = (Classes, F)[label]
    put_features(ctx, set, f.y, f.x, FeaturesFrom<0>{});  // (N, Z+F)[:Z] = (N, Z)
    put_features(ctx, set, f.y, e, FeaturesFrom<Z>{});    // (N, Z+F)[Z:] = (N, F)
  }
  void backward(auto& ctx, auto f, auto dy, auto dx, auto dp) const {
    constexpr int Z = decltype(f)::Input::size;
    const auto [dtable] = dp;
    const auto [e] = f.saved;
    const auto de = if_wanted(dtable, e);
    take_features(ctx, set, dx, dy, FeaturesFrom<0>{});       // (N, Z) = (N, Z+F)[:Z]
    take_features(ctx, set, de, dy, FeaturesFrom<Z>{});       // (N, F) = (N, Z+F)[Z:]
    sum_by_label(ctx, add, dtable, de, f.weighted_labels());  // (Classes, F) += (N, F) by label
  }
};

}  // namespace augury
