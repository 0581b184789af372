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
#include "augury/network/stack_entries.hpp"

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
  using Entries = detail::StackEntries<L...>;

 public:
  static constexpr int count = sizeof...(L);
  static constexpr int routes = (0 + ... + routes_of<L>);
  static constexpr bool classifies = [] {
    bool last = false;
    ((last = augury::classifies<L>), ...);
    return last;
  }();

  template <int I>
  using LayerAt = typename Entries::template LayerAt<I>;
  template <class In, int I>
  using ShapeAt = typename Entries::template ShapeAt<In, I>;

  static constexpr bool fuses =
      augury::fuses<LayerAt<0>> && augury::fuses<LayerAt<std::max(0, count - 1)>>;

  template <class In>
  using Output = ShapeAt<In, count>;
  /// Whether every layer takes what it is offered.
  template <class In>
  static constexpr bool fits = detail::Chain<0, In, L...>::all;

  template <class In>
  using Params = typename Entries::template Params<In>;
  template <class In>
  using Saved = typename Entries::template Saved<In>;
  /// Whether the output of layer i is kept in a pass which keeps that of the whole, or does not.
  static constexpr bool keeps_output(int i, bool keeps_whole) {
    return Entries::keeps_output(i, keeps_whole);
  }

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
    constexpr int before = Entries::template params_before<Whole, I>;
    return Inner{f.child(I, Entries::template routes_before<I>, f.n())
                     .with_parameters(before, Inner::param_count),
                 between<I>(f), y, slice<before, Inner::param_count>(f.params),
                 slice<Entries::template saved_before<Whole, I>, Inner::saved_count>(f.saved)};
  }
  /// The values between layers I-1 and I; no memory where they are not kept.
  template <int I, class F>
  static auto between(const F& f) {
    using Whole = typename F::Input;
    if constexpr (I == 0) return f.x;
    else if constexpr (I == count) return f.y;
    else if constexpr (Entries::template rides_forward<I>)
      return typename F::Kind::template view<ShapeAt<Whole, I>>{};
    else return std::get<Entries::template saved_before<Whole, I> - 1>(f.saved);
  }
  template <int I, class F>
  void forward_from(auto& ctx, const F& f) const {
    if constexpr (I < count) {
      const auto& layer = std::get<I>(layers_);
      if constexpr (Entries::template rides_forward<I + 1>) {
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
    const auto mine =
        slice<Entries::template params_before<Whole, I>, ParamsOf<LayerAt<I>, In>::count>(dp);
    const auto& layer = std::get<I>(layers_);
    const auto pass = part<I>(f, output<I>(f));
    if constexpr (I == 0) layer.backward(ctx, pass, dy, dx, mine);
    else {
      const auto set_here = detail::front<In>(std::get<Saved<Whole>::count - 2 + Buffer>(f.saved));
      if constexpr (Entries::template rides_backward<I - 1>) {
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
    if constexpr (Entries::template rides_forward<I + 1>) return Discard{};
    else return between<I + 1>(f);
  }

  // Each by itself: g++ 12 fills a tuple with zeros behind an empty class that has a base.
  std::tuple<L...> layers_{L{}...};
};

}  // namespace augury
