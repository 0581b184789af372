// SPDX-License-Identifier: MIT
#pragma once
#include "augury/kernel/product.hpp"
#include "augury/layer/effective_weight.hpp"

namespace augury {

/// L (Dense, Conv or Deconv) with weight W / s, where s is the largest singular value of W, read as
/// a matrix of one column per filter (1802.05957). W's singular vector u, one number per filter, is
/// kept and comes closer by one power iteration in each training pass that tracks statistics; in
/// all other passes it stays as it is:
///   v = W u / |W u|,  u = W^T v / |W^T v|,  s = sqrt(|W u|^2 / |u|^2 + 1e-12).
/// s is that of the u after the iteration, so that a pass repeated without tracking is the same. As
/// in the paper u and v are constants of the gradient, ds/dW = v u^T, and that is the exact
/// derivative of s for a fixed u.
template <class L>
struct SpectralNorm {
  static constexpr bool fuses = augury::fuses<L>;
  static_assert(routes_of<L> == 0,
                "SpectralNorm: a layer of several filter banks has no one weight to normalise; "
                "WeightNorm normalises each of them");
  L layer;

 private:
  template <class In, class List>
  struct lists;
  template <class In, class Weight, class Bias>
  struct lists<In, Shapes<Weight, Bias>> {
    using Rows = Shape<Weight::size / Weight::channels>;
    using Filters = Shape<Weight::channels>;
    using Params = Shapes<Weight, Bias, Fixed<Filters>>;
    // Effective weight, u, v and s; in backward dw, <dw, w> per filter and in all, and the part of
    // dW along v; what L saves.
    using Saved =
        Joined<Shapes<Constant<PerBatch<Weight>>, Constant<PerBatch<Filters>>,
                      Constant<PerBatch<Rows>>, Constant<PerBatch<Shape<1>>>, PerBatch<Weight>,
                      PerBatch<Filters>, PerBatch<Shape<1>>, PerBatch<Rows>>,
               SavedOf<L, In>>;
  };
  static constexpr int own = 8;

 public:
  template <class In>
    requires(detail::Weighted<L, In>&& routes_of<L> == 0)
  using Output = OutputOf<L, In>;
  template <class In>
  using Params = typename lists<In, ParamsOf<L, In>>::Params;
  template <class In>
  using Saved = typename lists<In, ParamsOf<L, In>>::Saved;

  /// PyTorch's names; its weight_v follows from the other two.
  template <class In>
  static constexpr std::array<ParamInfo, 3> info() {
    ParamInfo weight = info_of<L, In>()[0];
    weight.name = "weight_orig";
    constexpr int filters = lists<In, ParamsOf<L, In>>::Filters::size;
    return {weight, info_of<L, In>()[1], ParamInfo{"weight_u", Init::normal, float(filters)}};
  }

  void forward(auto& ctx, auto f) const {
    const auto [weight, b, u] = f.params;
    const auto [w, unit, v, s] = slice<0, 4>(f.saved);
    if (f.training && f.track) iterate(ctx, weight, u, unit, v, s);
    sum_samples(ctx, set, op::Square{}, s, u);                    // (1)
    map(ctx, set, Unit{}, unit, u, u, per_sample(s));             // (F)
    matmul_input(ctx, set, v, unit, weight);                      // (KH*KW*C) = W u
    sum_samples(ctx, set, op::Square{}, s, v);                    // (1)
    map(ctx, set, Root{}, s, s);                                  // (1)
    map(ctx, set, detail::Quotient{}, v, v, per_sample(s));       // (KH*KW*C)
    map(ctx, set, detail::Quotient{}, w, weight, per_sample(s));  // (KH, KW, C, F)
    layer.forward(ctx, detail::inner_pass<L, own>(f, w, b));
  }
  void backward(auto& ctx, auto f, auto dy, auto dx, auto dp) const {
    const auto [dweight, db, fixed_u] = dp;
    const auto [dw, along, dot, rows] = slice<4, 4>(f.saved);
    const auto wanted = if_wanted(dweight, dw);
    fill_zero(ctx, wanted);  // (KH, KW, C, F)
    layer.backward(ctx, detail::inner_pass<L, own>(f, std::get<0>(f.saved), std::get<1>(f.params)),
                   dy, dx, std::tuple{wanted, db});
    linear_in([&](auto... views) { pull_back(ctx, f, views...); }, dweight, wanted, along, dot,
              rows);
  }

  /// x / |x|, but `otherwise` where |x| vanishes.
  struct Unit {
    template <class S>
    AUGURY_HD S operator()(S x, S otherwise, S norm2) const {
      return norm2 > S(1e-30f) ? x / math::sqrt(norm2) : otherwise;
    }
  };
  struct Root {
    template <class S>
    AUGURY_HD S operator()(S norm2) const {
      return math::sqrt(norm2 + S(1e-12f));
    }
  };
  struct Along {
    template <class S>
    AUGURY_HD S operator()(S v, S dot, S s) const {
      return -v * dot / s;
    }
  };

 private:
  /// One power iteration, which moves the parameter u. A weight of 0 leaves it where it is.
  static void iterate(auto& ctx, auto weight, auto u, auto next, auto v, auto norm2) {
    matmul_input(ctx, set, v, u, weight);                  // (KH*KW*C) = W u
    sum_samples(ctx, set, op::Square{}, norm2, v);         // (1)
    map(ctx, set, Unit{}, v, v, v, per_sample(norm2));     // (KH*KW*C)
    matmul(ctx, set, next, v, weight);                     // (F) = W^T v
    sum_samples(ctx, set, op::Square{}, norm2, next);      // (1)
    map(ctx, set, Unit{}, u, next, u, per_sample(norm2));  // (F)
  }
  /// dW += (dw - <dw, w> v u^T) / s, in parts that are linear in dw.
  static void pull_back(auto& ctx, const auto& f, auto dweight, auto dw, auto per_filter, auto dot,
                        auto along) {
    const auto [w, u, v, s] = slice<0, 4>(f.saved);
    sum_channels(ctx, set, op::Product{}, per_filter, dw, w);          // (F)
    sum_samples(ctx, set, op::Identity{}, dot, per_filter);            // (1)
    map(ctx, set, Along{}, along, v, per_sample(dot), per_sample(s));  // (KH*KW*C)
    map(ctx, add, detail::Quotient{}, dweight, dw, per_sample(s));     // (KH, KW, C, F)
    matmul_weight(ctx, add, dweight, along, u);                        // (KH*KW*C, F) += v u^T
  }
};

}  // namespace augury
