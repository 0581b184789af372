// SPDX-License-Identifier: MIT
// Stack: layers one after the other, itself a layer. What each layer sees of a pass over the whole.
//
// An activation between layers that fuse runs no kernel of its own. Forward, the layer before it sets
// y = f(x) where it would set x, which is not kept; backward, the layer behind it sets the gradient by x
// where it would set that by y.
#pragma once
#include <algorithm>
#include <tuple>
#include <type_traits>
#include <utility>

#include "augury/kernel/through.hpp"
#include "augury/layer/activation.hpp"
#include "augury/network/chain.hpp"

namespace augury {
namespace detail {

/// The front of a work buffer, as densely packed samples of a smaller shape S.
template <class S, class R, class T>
View<S, T> front(View<R, T> v) {
  static_assert(S::size <= R::size);
  return {v.data, v.n};
}
template <class S, class V>
Dual<View<S, ScalarOf<V>>> front(Dual<V> v) {
  return {front<S>(v.value), front<S>(v.tangent)};
}

}  // namespace detail

/// Layers one after the other. It holds them, for their numbers: `layer<2>().slope = 0.1f`.
template <class... L>
class Stack {
 public:
  static constexpr int count = sizeof...(L);
  static constexpr int routes = (0 + ... + routes_of<L>);
  static constexpr bool classifies = [] {
    bool last = false;
    ((last = augury::classifies<L>), ...);
    return last;
  }();

  template <int I>
  using LayerAt = std::tuple_element_t<I, std::tuple<L...>>;
  template <class In, int I>
  using ShapeAt = detail::Entry<I, typename detail::Chain<0, In, L...>::Between_>;

  static constexpr bool fuses =
      augury::fuses<LayerAt<0>> && augury::fuses<LayerAt<std::max(0, count - 1)>>;

  template <class In>
  using Output = ShapeAt<In, count>;
  /// Whether every layer takes what it is offered.
  template <class In>
  static constexpr bool fits = detail::Chain<0, In, L...>::all;

 private:
  template <class In>
  static constexpr int largest = []<int... I>(std::integer_sequence<int, I...>) {
    return std::max({1, ShapeAt<In, I>::size...});
  }
  (std::make_integer_sequence<int, count>{});

  /// Whether layer I is an activation, and the layer before it fuses; or the one behind it.
  template <int I, int Neighbour>
  static constexpr bool rides_with = [] {
    if constexpr (I < 1 || I >= count || Neighbour >= count) return false;
    else return IsActivation<LayerAt<I>> && augury::fuses<LayerAt<Neighbour>>;
  }();
  template <int I>
  static constexpr bool rides_forward = rides_with<I, I - 1>;
  template <int I>
  static constexpr bool rides_backward = rides_with<I, I + 1>;

  template <class In, int I>
  using Between = std::conditional_t<I + 1 == count || rides_forward<I + 1>, Shapes<>,
                                     Shapes<ShapeAt<In, I + 1>>>;

  template <class In, int I>
  using Kept = detail::Kept<LayerAt<I>, ShapeAt<In, I>>;

  template <class In, class Sequence = std::make_integer_sequence<int, count>>
  struct lists;
  template <class In, int... I>
  struct lists<In, std::integer_sequence<int, I...>> {
    using Params = Joined<typename Kept<In, I>::Params...>;
    // For each layer what it saves and its output, if that is kept; at the end two buffers for
    // gradients.
    using Saved = Joined<Joined<typename Kept<In, I>::Saved, Between<In, I>>...,
                         Shapes<Shape<largest<In>>, Shape<largest<In>>>>;
  };
  // Where the entries of layer I begin in the lists of the whole.
  template <class In, int I>
  static constexpr int params_before = []<int... J>(std::integer_sequence<int, J...>) {
    return (0 + ... + ParamsOf<LayerAt<J>, ShapeAt<In, J>>::count);
  }
  (std::make_integer_sequence<int, I>{});
  template <class In, int I>
  static constexpr int saved_before = []<int... J>(std::integer_sequence<int, J...>) {
    return (0 + ... + (SavedOf<LayerAt<J>, ShapeAt<In, J>>::count + Between<In, J>::count));
  }
  (std::make_integer_sequence<int, I>{});
  template <int I>
  static constexpr int routes_before = []<int... J>(std::integer_sequence<int, J...>) {
    return (0 + ... + routes_of<LayerAt<J>>);
  }
  (std::make_integer_sequence<int, I>{});

 public:
  template <class In>
  using Params = typename lists<In>::Params;
  template <class In>
  using Saved = typename lists<In>::Saved;

  template <int I>
  auto& layer() {
    return std::get<I>(layers_);
  }
  template <int I>
  const auto& layer() const {
    return std::get<I>(layers_);
  }

  void forward(auto& ctx, auto f) const { forward_from<0>(ctx, f); }

  void backward(auto& ctx, auto f, auto dy, auto dx, auto dp) const {
    backward_from<count - 1, 0>(ctx, f, dy, dx, dp);
  }

  /// Whether the output of layer i is kept in a pass which keeps that of the whole, or does not.
  static constexpr bool keeps_output(int i, bool keeps_whole) {
    return [&]<int... I>(std::integer_sequence<int, I...>) {
      return i + 1 == count ? keeps_whole : !(... || (i == I && rides_forward<I + 1>));
    }
    (std::make_integer_sequence<int, count>{});
  }

  /// visit.template operator()<Layer, In>(position) for each layer, in order.
  template <class In, class Visit>
  static void each(Visit visit) {
    [&]<int... I>(std::integer_sequence<int, I...>) {
      (visit.template operator()<LayerAt<I>, ShapeAt<In, I>>(I), ...);
    }
    (std::make_integer_sequence<int, count>{});
  }

 private:
  /// What layer I sees of a pass over the whole stack, if its output is y.
  template <int I, class F, class Y>
  static auto part(const F& f, Y y) {
    using In = ShapeAt<typename F::Input, I>;
    using Inner = Forward<LayerAt<I>, In, typename F::Kind, Y>;
    using Whole = typename F::Input;
    constexpr int before = params_before<Whole, I>;
    return Inner{f.child(I, routes_before<I>, f.n()).with_parameters(before, Inner::param_count),
                 between<I>(f), y, slice<before, Inner::param_count>(f.params),
                 slice<saved_before<Whole, I>, Inner::saved_count>(f.saved)};
  }
  /// The values between layers I-1 and I; no memory where they are not kept.
  template <int I, class F>
  static auto between(const F& f) {
    using Whole = typename F::Input;
    if constexpr (I == 0) return f.x;
    else if constexpr (I == count) return f.y;
    else if constexpr (rides_forward<I>)
      return typename F::Kind::template view<ShapeAt<Whole, I>>{};
    else return std::get<saved_before<Whole, I> - 1>(f.saved);
  }
  template <int I, class F>
  void forward_from(auto& ctx, const F& f) const {
    if constexpr (I < count) {
      const auto& layer = std::get<I>(layers_);
      if constexpr (rides_forward<I + 1>) {
        const auto y = through(std::get<I + 1>(layers_).value(), between<I + 2>(f));
        layer.forward(ctx, part<I>(f, y));
        forward_from<I + 2>(ctx, f);
      } else {
        layer.forward(ctx, part<I>(f, between<I + 1>(f)));
        forward_from<I + 1>(ctx, f);
      }
    }
  }
  /// From layer I down. Gradients alternate between two buffers, since a layer reads one and sets the
  /// other: it sets number `Buffer`.
  template <int I, int Buffer, class F>
  void backward_from(auto& ctx, const F& f, auto dy, auto dx, auto dp) const {
    using Whole = typename F::Input;
    using In = ShapeAt<Whole, I>;
    const auto mine = slice<params_before<Whole, I>, ParamsOf<LayerAt<I>, In>::count>(dp);
    const auto& layer = std::get<I>(layers_);
    const auto pass = part<I>(f, output<I>(f));
    if constexpr (I == 0) layer.backward(ctx, pass, dy, dx, mine);
    else {
      const auto set_here = detail::front<In>(std::get<Saved<Whole>::count - 2 + Buffer>(f.saved));
      if constexpr (rides_backward<I - 1>) {
        const auto derivative = std::get<I - 1>(layers_).derivative();
        layer.backward(ctx, pass, dy, through(derivative, set_here, between<I>(f)), mine);
        backward_from<I - 2, 1 - Buffer>(ctx, f, set_here, dx, dp);
      } else {
        layer.backward(ctx, pass, dy, set_here, mine);
        backward_from<I - 1, 1 - Buffer>(ctx, f, set_here, dx, dp);
      }
    }
  }
  /// The output of layer I as its backward may read it.
  template <int I, class F>
  static auto output(const F& f) {
    if constexpr (rides_forward<I + 1>) return Discard{};
    else return between<I + 1>(f);
  }

  // Each by itself: g++ 12 fills a tuple with zeros behind an empty class that has a base.
  std::tuple<L...> layers_{L{}...};
};

}  // namespace augury
