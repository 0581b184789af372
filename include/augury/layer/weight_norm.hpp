// SPDX-License-Identifier: MIT
#pragma once
#include "augury/layer/effective_weight.hpp"

namespace augury {

/// What a normalised weight keeps besides its direction.
enum class Norm {
  affine,  ///< a learned length per filter, and the bias (1602.07868)
  strict   ///< nothing: y = (v x) / |v| (1704.03971)
};

/// L (Dense, Conv, Deconv or StochasticDeconv) with weight w = g v / s for each filter, where
/// s = sqrt(|v|^2 / overlap + 1e-6): the direction v and the length g are learned apart. With
/// Norm::strict g = 1 and there is no bias. Filters of banks are normalised each for itself.
template <class L, Norm norm = Norm::affine>
struct WeightNorm {
  static constexpr int routes = routes_of<L>;
  static constexpr bool fuses = augury::fuses<L>;
  static constexpr bool affine = norm == Norm::affine;
  L layer;

 private:
  template <class In, class List>
  struct lists;
  template <class In, class Weight, class Bias>
  struct lists<In, Shapes<Weight, Bias>> {
    using N = detail::Filters<Weight>;
    using Params =
        std::conditional_t<affine, Shapes<Weight, typename N::PerFilter, Bias>, Shapes<Weight>>;
    // Effective weight, s, then their work space in backward: dw and <dw, v>; a gain of 1 and a
    // bias of 0 for the strict norm; what L saves.
    using Saved = Joined<Shapes<Constant<typename N::Weight>, Constant<typename N::SavedPerFilter>,
                                typename N::Weight, typename N::SavedPerFilter,
                                Constant<typename N::SavedPerFilter>, Constant<PerBatch<Bias>>>,
                         SavedOf<L, In>>;
  };
  static constexpr int own = 6;

 public:
  template <class In>
    requires detail::Weighted<L, In>
  using Output = OutputOf<L, In>;
  template <class In>
  using Params = typename lists<In, ParamsOf<L, In>>::Params;
  template <class In>
  using Saved = typename lists<In, ParamsOf<L, In>>::Saved;

  template <class In>
  static constexpr auto info() {
    constexpr auto inner = info_of<L, In>();
    if constexpr (affine) {
      ParamInfo v = inner[0];
      v.name = "weight_v";
      return std::array{v, ParamInfo{"weight_g", Init::constant, 1}, inner[1]};
    } else return std::array{inner[0]};
  }

  template <class T>
  struct Root {
    T part;
    template <class S>
    AUGURY_HD S operator()(S sum) const {
      return math::sqrt(sum * S(part) + S(T(1e-6)));
    }
  };
  struct Weight {
    template <class S>
    AUGURY_HD S operator()(S v, S g, S s) const {
      return v * (g / s);
    }
  };
  /// dv = (g / s)(dw - v <dw, v> / (overlap s^2)).
  template <class T>
  struct ByDirection {
    T part;
    template <class S>
    AUGURY_HD S operator()(S dw, S v, S g, S s, S dot) const {
      return g / s * (dw - v * (dot * S(part) / (s * s)));
    }
  };

  void forward(auto& ctx, auto f) const {
    using T = typename decltype(f)::Scalar;
    const auto [v, g, b] = parameters(f);
    const auto [w, s] = slice<0, 2>(f.saved);
    if constexpr (!affine) {
      map(ctx, set, op::Constant{1}, g, g);  // (Banks, F)
      fill_zero(ctx, b);                     // (F)
    }
    for (int k = 0; k < v.n; ++k) {
      const auto root = s.sample(k);
      sum_channels(ctx, set, op::Square{}, root, v.sample(k));  // (F) = sum over KH, KW, C
      map(ctx, set, Root<T>{part<decltype(f)>}, root, root);    // (F)
      map(ctx, set, Weight{}, w.sample(k), v.sample(k), per_channel(g.sample(k)),
          per_channel(root));  // (KH, KW, C, F)
    }
    layer.forward(ctx, inner(f));
  }
  void backward(auto& ctx, auto f, auto dy, auto dx, auto dp) const {
    const auto [dv, dg, db] = gradients(dp);
    const auto dw = if_wanted(dv, std::get<2>(f.saved));
    const auto dot = if_wanted(dv, std::get<3>(f.saved));
    fill_zero(ctx, dw);  // (Banks, KH, KW, C, F)
    layer.backward(ctx, inner(f), dy, dx, std::tuple{dw, db});
    linear_in([&](auto... views) { pull_back(ctx, f, views...); }, dv, dg, dw, dot);
  }

 private:
  template <class F, class T = typename F::Scalar>
  static constexpr T part = T(1) / T(detail::overlap_of<L, typename F::Input>);

  /// From the gradients of effective weights to those of direction and gain, filter by filter.
  static void pull_back(auto& ctx, const auto& f, auto dv, auto dg, auto dw, auto dot) {
    using F = std::remove_cvref_t<decltype(f)>;
    using T = typename F::Scalar;
    const auto [v, g, b] = parameters(f);
    const auto s = std::get<1>(f.saved);
    for (int k = 0; k < v.n; ++k) {
      const auto gain = per_channel(g.sample(k));
      const auto root = per_channel(s.sample(k));
      const auto along = dot.sample(k);
      sum_channels(ctx, set, op::Product{}, along, dw.sample(k), v.sample(k));  // (F)
      map(ctx, add, detail::Quotient{}, dg.sample(k), along, s.sample(k));      // (F)
      map(ctx, add, ByDirection<T>{part<F>}, dv.sample(k), dw.sample(k), v.sample(k), gain, root,
          per_channel(along));  // (KH, KW, C, F)
    }
  }

  /// Direction, gain and bias; the strict norm's gain and bias are constants.
  static auto parameters(const auto& f) {
    if constexpr (affine) return f.params;
    else return std::tuple{std::get<0>(f.params), std::get<4>(f.saved), std::get<5>(f.saved)};
  }
  static auto gradients(const auto& dp) {
    if constexpr (affine) return dp;
    else return std::tuple{std::get<0>(dp), Discard{}, Discard{}};
  }
  /// What L sees of the pass: the effective weight.
  static auto inner(const auto& f) {
    return detail::inner_pass<L, own>(f, std::get<0>(f.saved), std::get<2>(parameters(f)));
  }
};

}  // namespace augury
