// SPDX-License-Identifier: MIT
// Residual: a stack of layers beside a direct way (1512.03385). It is itself a layer.
#pragma once
#include "augury/kernel/pointwise.hpp"
#include "augury/network/sequential.hpp"

namespace augury {

/// y = x + layers(x). The inner layers must give back the shape that they are offered.
template <class... L>
struct Residual {
  static_assert(sizeof...(L) > 0, "Residual: at least one layer");
  using Layers = Stack<L...>;
  static constexpr int routes = Layers::routes;
  Layers layers;

  template <class In>
    requires(std::is_same_v<OutputOf<Layers, In>, In> || detail::is_unknown<OutputOf<Layers, In>>)
  using Output = In;
  template <class In>
  static constexpr bool fits = Layers::template fits<In>;
  template <class In>
  using Params = ParamsOf<Layers, In>;
  /// layers(x), which the layers' backward may read, and what they save.
  template <class In>
  using Saved = Joined<Shapes<In>, SavedOf<Layers, In>>;

  template <int I>
  auto& layer() {
    return layers.template layer<I>();
  }

  void forward(auto& ctx, auto f) const {
    layers.forward(ctx, inner(f));                             // (N, In)
    map(ctx, set, op::Sum{}, f.y, f.x, std::get<0>(f.saved));  // (N, In)
  }
  void backward(auto& ctx, auto f, auto dy, auto dx, auto dp) const {
    layers.backward(ctx, inner(f), dy, dx, dp);  // (N, In)
    map(ctx, add, op::Identity{}, dx, dy);       // (N, In)
  }

  /// visit.template operator()<Layer, In>(position) for each inner layer, in order.
  template <class In, class Visit>
  static void each(Visit visit) {
    Layers::template each<In>(visit);
  }
  static constexpr bool keeps_output(int i, bool) { return Layers::keeps_output(i, true); }

 private:
  template <class F>
  static auto inner(const F& f) {
    using Pass = Forward<Layers, typename F::Input, typename F::Kind>;
    return Pass{f, f.x, std::get<0>(f.saved), f.params, slice<1, Pass::saved_count>(f.saved)};
  }
};

}  // namespace augury
