// SPDX-License-Identifier: MIT
#pragma once
#include <algorithm>
#include <tuple>

#include "augury/kernel/label.hpp"
#include "augury/kernel/plane.hpp"
#include "augury/layer/layer.hpp"
#include "augury/layer/normalise.hpp"

namespace augury {

namespace detail {

/// A shape with one channel more.
template <class In>
struct one_channel_more;
template <int C>
struct one_channel_more<Shape<C>> {
  using type = Shape<C + 1>;
};
template <int H, int W, int C>
struct one_channel_more<Shape<H, W, C>> {
  using type = Shape<H, W, C + 1>;
};

/// `count` neighbouring samples of a view, from `first` on.
template <class S, class T>
constexpr View<S, T> run_of(View<S, T> v, int first, int count) {
  return {v.sample(first).data, count};
}
template <class V>
constexpr Dual<V> run_of(Dual<V> v, int first, int count) {
  return {run_of(v.value, first, count), run_of(v.tangent, first, count)};
}

}  // namespace detail

/// Shows a discriminator how much the images of a batch differ (1710.10196, section 3), so that a
/// generator that makes one image again and again is found out: to the channels of x it adds one
/// that holds, everywhere, the mean over all features of sqrt(v + epsilon), where v is the variance
/// of a feature over a group. `Group` neighbours in the batch make up a group; if the batch does
/// not divide, the last group has those that are left over (of one image alone v is 0). Shape<H, W,
/// C> becomes Shape<H, W, C + 1>, and Shape<C> becomes Shape<C + 1>.
template <int Group = 4>
struct MinibatchStddev {
  static_assert(Group >= 2, "MinibatchStddev: a group must have at least 2 images to differ");
  float epsilon = 1e-8f;
  auto numbers() const { return std::tuple(epsilon); }

  template <class In>
  using Output = typename detail::one_channel_more<In>::type;
  template <class In>
  using Params = Shapes<>;
  /// The normalised x; a number per sample and it at each position; per feature the mean and 1 /
  /// deviation of a group; the group's number.
  template <class In>
  using Saved = Shapes<Shape<In::size>, Shape<1>, Shape<In::size / In::channels>,
                       PerBatch<Shape<In::size>>, PerBatch<Shape<In::size>>, PerBatch<Shape<1>>>;

  struct Standardise {
    template <class S>
    AUGURY_HD S operator()(S x, S m, S r) const {
      return (x - m) * r;
    }
  };
  template <class T>
  struct OneOver {
    T factor;
    template <class S>
    AUGURY_HD S operator()(S r) const {
      return S(factor) / r;
    }
  };

  void forward(auto& ctx, auto f) const {
    using In = typename decltype(f)::Input;
    using T = typename decltype(f)::Scalar;
    const auto [normalised, number, plane, m, r, one] = f.saved;
    constexpr int positions = In::size / In::channels;
    for (int first = 0; first < f.n(); first += Group) {
      const int count = std::min(Group, f.n() - first);
      const T share = T(1) / T(count);
      const auto x = detail::run_of(f.x.template as<Shape<In::size>>(), first, count);
      const auto z = detail::run_of(normalised, first, count);
      sum_channels(ctx, set, op::Scale<T>{share}, m, x);                         // (In)
      sum_channels(ctx, set, op::SquareAround<T>{share}, r, x, per_channel(m));  // (In)
      map(ctx, set, op::OneOverRoot{epsilon}, r, r);                             // (In)
      map(ctx, set, Standardise{}, z, x, per_channel(m), per_channel(r));        // (Group, In)
      sum_samples(ctx, set, OneOver<T>{T(1) / T(In::size)}, one, r);             // (1)
      map(ctx, set, op::Identity{}, detail::run_of(number, first, count),
          per_channel(one));  // (Group)
    }
    map(ctx, set, op::Identity{}, plane, per_sample(number));  // (N, H, W)
    const auto y = in_parts<positions>(f.y);
    put_features(ctx, set, y, in_parts<positions>(f.x), FeaturesFrom<0>{});  // (N*H*W, C+1)[:C]
    put_features(ctx, set, y, in_parts<positions>(plane), FeaturesFrom<In::channels>{});  // [C]
  }
  /// The deviation s of a feature has ds/dx = (x - m) / (s Group).
  void backward(auto& ctx, auto f, auto dy, auto dx, auto) const {
    if constexpr (!is_discard<decltype(dx)>) {
      using In = typename decltype(f)::Input;
      using T = typename decltype(f)::Scalar;
      const auto [normalised, number, plane, m, r, one] = f.saved;
      constexpr int positions = In::size / In::channels;
      const auto dys = in_parts<positions>(dy);
      take_features(ctx, set, in_parts<positions>(dx), dys, FeaturesFrom<0>{});  // (N*H*W, C)
      take_features(ctx, set, in_parts<positions>(plane), dys, FeaturesFrom<In::channels>{});
      sum_samples(ctx, set, op::Identity{}, number, plane);  // (N) = sum over H, W
      for (int first = 0; first < f.n(); first += Group) {
        const int count = std::min(Group, f.n() - first);
        const T share = T(1) / (T(count) * T(In::size));
        const auto numbers = detail::run_of(number, first, count);
        sum_channels(ctx, set, op::Scale<T>{share}, one, numbers);  // (1)
        map(ctx, set, op::Identity{}, numbers, per_channel(one));   // (Group)
      }
      map(ctx, add, op::Product{}, dx.template as<Shape<In::size>>(), normalised,
          per_sample(number));  // (N, In)
    }
  }
};

}  // namespace augury
