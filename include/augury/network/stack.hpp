// SPDX-License-Identifier: MIT
// Stack: layers one after the other, itself a layer. What each layer sees of a pass over the whole.
#pragma once
#include <algorithm>
#include <tuple>
#include <type_traits>
#include <utility>

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

  template <class In, int I>
  using Between = std::conditional_t<I + 1 == count, Shapes<>, Shapes<ShapeAt<In, I + 1>>>;

  template <class In, int I>
  using Kept = detail::Kept<LayerAt<I>, ShapeAt<In, I>>;

  template <class In, class Sequence = std::make_integer_sequence<int, count>>
  struct lists;
  template <class In, int... I>
  struct lists<In, std::integer_sequence<int, I...>> {
    using Params = Joined<typename Kept<In, I>::Params...>;
    // For each layer what it saves and its output; at the end two buffers for gradients.
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
    return (0 + ... + (SavedOf<LayerAt<J>, ShapeAt<In, J>>::count + 1));
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
    backward_from<count - 1>(ctx, f, dy, dx, dp);
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
  /// What layer I sees of a pass over the whole stack.
  template <int I, class F>
  static auto part(const F& f) {
    using In = ShapeAt<typename F::Input, I>;
    using Inner = Forward<LayerAt<I>, In, typename F::Kind>;
    using Whole = typename F::Input;
    constexpr int before = params_before<Whole, I>;
    return Inner{f.child(I, routes_before<I>, f.n()).with_parameters(before, Inner::param_count),
                 between<I>(f), between<I + 1>(f), slice<before, Inner::param_count>(f.params),
                 slice<saved_before<Whole, I>, Inner::saved_count>(f.saved)};
  }
  /// The values between layers I-1 and I.
  template <int I, class F>
  static auto between(const F& f) {
    if constexpr (I == 0) return f.x;
    else if constexpr (I == count) return f.y;
    else return std::get<saved_before<typename F::Input, I> - 1>(f.saved);
  }
  template <int I, class F>
  void forward_from(auto& ctx, const F& f) const {
    if constexpr (I < count) {
      std::get<I>(layers_).forward(ctx, part<I>(f));
      forward_from<I + 1>(ctx, f);
    }
  }
  template <int I, class F>
  void backward_from(auto& ctx, const F& f, auto dy, auto dx, auto dp) const {
    using Whole = typename F::Input;
    using In = ShapeAt<Whole, I>;
    const auto mine = slice<params_before<Whole, I>, ParamsOf<LayerAt<I>, In>::count>(dp);
    if constexpr (I == 0) {
      std::get<0>(layers_).backward(ctx, part<0>(f), dy, dx, mine);
    } else {
      // Gradients alternate between two buffers, since a layer reads one and sets the other.
      constexpr int buffers = Saved<Whole>::count - 2;
      const auto between = detail::front<In>(std::get<buffers + I % 2>(f.saved));
      std::get<I>(layers_).backward(ctx, part<I>(f), dy, between, mine);
      backward_from<I - 1>(ctx, f, between, dx, dp);
    }
  }

  // Each by itself: g++ 12 fills a tuple with zeros behind an empty class that has a base.
  std::tuple<L...> layers_{L{}...};
};

}  // namespace augury
