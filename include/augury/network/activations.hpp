// SPDX-License-Identifier: MIT
// Activations: the memory of one pass of a layer or stack over a batch, and the pass itself.
#pragma once
#include "augury/kernel/draw.hpp"
#include "augury/layer/layer.hpp"

namespace augury {
namespace detail {

/// Elements of one view of an entry of Saved for a batch of n; duals need twice as many.
template <class Kind, class Entry>
struct storage {
  using S = Entry;
  static constexpr int copies = 0;  ///< for the whole batch; 0: one per sample
  static constexpr bool dual = is_dual<typename Kind::template view<S>>;
};
template <class Kind, class E>
struct storage<Kind, PerBatch<E>> : storage<Kind, E> {
  static constexpr int copies = 1;
};
template <class Kind, int Banks, class E>
struct storage<Kind, Banked<Banks, E>> : storage<Kind, E> {
  static constexpr int copies = Banks;
};
template <class Kind, class E>
struct storage<Kind, Constant<E>> : storage<Plain<typename Kind::scalar>, E> {};

/// Lays entries one after the other into a flat array; a null array only counts.
template <class T>
class Arrangement {
 public:
  explicit Arrangement(T* data) : data_(data) {}
  template <class Kind, class Entry>
  auto place(int n) {
    using Where = storage<Kind, Entry>;
    using S = typename Where::S;
    const int count = Where::copies > 0 ? Where::copies : n;
    if constexpr (Where::dual) {
      const auto value = take<S>(count);
      return Dual<View<S, T>>{value, take<S>(count)};
    } else return take<S>(count);
  }
  std::size_t used() const { return used_; }

 private:
  template <class S>
  View<S, T> take(int n) {
    const std::size_t begin = used_;
    // Every view begins on a cache line.
    used_ += (static_cast<std::size_t>(n) * S::size + 15) / 16 * 16;
    return {data_ ? data_ + begin : nullptr, n};
  }
  T* data_;
  std::size_t used_ = 0;
};

template <class Kind, class T, class... E>
Pack<Kind, Shapes<E...>> place_all([[maybe_unused]] Arrangement<T>& out, [[maybe_unused]] int n,
                                   Shapes<E...>) {
  return {out.template place<Kind, E>(n)...};  // braces: in order
}

}  // namespace detail

/// Input, output, saved values and gradients of a layer or stack L for up to `batch` samples of
/// shape In. All memory is taken at construction. Kind: Plain or Tangent.
template <class L, class In, class Kind, class Backend = DefaultBackend>
class Activations {
 public:
  using T = typename Kind::scalar;
  using Out = OutputOf<L, In>;
  using InputView = typename Kind::template view<In>;
  using OutputView = typename Kind::template view<Out>;
  using Pass = Forward<L, In, Kind>;
  static constexpr int routes = routes_of<L>;

  Activations(Context<Backend>& ctx, int batch)
      : batch_(batch),
        routes_(ctx, static_cast<std::size_t>(routes) * static_cast<std::size_t>(batch)),
        codes_(ctx, routes > 0 ? static_cast<std::size_t>(batch) : 0) {
    detail::Arrangement<T> count(nullptr);
    arrange(count);
    memory_ = Buffer<T, Backend>(ctx, count.used());
    detail::Arrangement<T> out(memory_.data());
    arrange(out);
  }

  int batch() const { return batch_; }
  InputView x, dx;   ///< input and its gradient, (batch, In)
  OutputView y, dy;  ///< output and its gradient, (batch, Out)
  /// Bank of each image, layer by layer, `batch` entries each; on the backend.
  std::int32_t* route_data() const { return routes_.data(); }
  std::size_t bytes() const { return memory_.size() * sizeof(T); }

  /// Runs the layer on x with parameters; y and what backward needs are left here.
  template <class Params>
  void forward(Context<Backend>& ctx, const L& layer, const Params& params, Conditions conditions) {
    conditions.routes = routes_.data();
    conditions.codes = codes_.data();
    if constexpr (routes > 0)
      if (!conditions.replay) hash_samples(ctx, codes_.data(), x);
    pass_ = Pass{conditions, x, y, params, saved_};
    layer.forward(ctx, pass_);
  }
  /// Backward of the last forward: from dy to `dx_target` (dx, or Discard) and gradients.
  template <class DX, class Gradients>
  void backward(Context<Backend>& ctx, const L& layer, DX dx_target, const Gradients& gradients) {
    layer.backward(ctx, pass_, dy, dx_target, gradients);
  }

 private:
  void arrange(detail::Arrangement<T>& out) {
    x = out.template place<Kind, In>(batch_);
    dx = out.template place<Kind, In>(batch_);
    y = out.template place<Kind, Out>(batch_);
    dy = out.template place<Kind, Out>(batch_);
    saved_ = detail::place_all<Kind>(out, batch_, SavedOf<L, In>{});
  }

  int batch_;
  Buffer<std::int32_t, Backend> routes_;
  Buffer<std::uint32_t, Backend> codes_;
  Buffer<T, Backend> memory_;
  Pack<Kind, SavedOf<L, In>> saved_;
  Pass pass_{};
};

}  // namespace augury
