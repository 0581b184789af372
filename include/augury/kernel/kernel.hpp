// SPDX-License-Identifier: MIT
// The four classes of kernels. A kernel is a name and a class; a backend supplies
// `run(kernel, context, ...)` on plain views and nothing else. The classes alone know what to do
// with Dual (value and tangent) and Discard (a result nobody asked for), so no layer ever writes
// a second derivative:
//
//   Linear     out = K(in)           tangent: K(in')
//   Bilinear   out = K(left, right)  tangent: K(left', right) + K(left, right')
//   Constant   out = K()             tangent: 0
//   Pointwise  out = f(in...)        tangent: f on (value, tangent) scalars, see pointwise.hpp
//
// Arguments after those named are constants (windows, labels, banks) and are passed through.
#pragma once
#include "augury/core/context.hpp"
#include "augury/core/view.hpp"
#include "augury/kernel/through.hpp"

namespace augury {

/// Zero everywhere, for views whose tangent vanishes.
struct zero_t {};

/// A constant argument that is added to a result: it belongs to the value, never to a tangent.
template <class V>
struct Plus {
  V view;
};
template <class V>
constexpr Plus<V> plus(V view) {
  return {view};
}
struct PlusNothing {};

namespace detail {
/// A constant argument as the tangent of a result sees it.
template <class E>
constexpr auto of_tangent(E extra) {
  return extra;
}
template <class V>
constexpr PlusNothing of_tangent(Plus<V>) {
  return {};
}

/// The mode for the second of two terms written to one place.
template <bool first_written, class Mode>
constexpr auto then_add(Mode mode) {
  if constexpr (first_written) return Add{};
  else return mode;
}
template <class Mode, class Ctx, class Out>
void vanish(Ctx& ctx, Mode, Out out) {
  if constexpr (std::is_same_v<Mode, Set>) run(zero_t{}, ctx, out);
}
}  // namespace detail

template <class K>
struct Linear {
  template <class Ctx, class Mode, class Out, class In, class... Extra>
  void operator()(Ctx& ctx, Mode mode, Out out, In in, Extra... extra) const {
    if constexpr (is_discard<Out>) return;
    else if constexpr (is_through<Out>) detail::run_through<K>(ctx, mode, out, in, extra...);
    else if constexpr (!is_dual<Out>) run(K{}, ctx, mode, out, value(in), extra...);
    else {
      if constexpr (!is_discard<decltype(out.value)>)
        run(K{}, ctx, mode, out.value, value(in), extra...);
      if constexpr (is_dual<In>)
        run(K{}, ctx, mode, out.tangent, in.tangent, detail::of_tangent(extra)...);
      else detail::vanish(ctx, mode, out.tangent);
    }
  }
};

template <class K>
struct Bilinear {
  template <class Ctx, class Mode, class Out, class L, class R, class... Extra>
  void operator()(Ctx& ctx, Mode mode, Out out, L l, R r, Extra... extra) const {
    if constexpr (is_discard<Out>) return;
    else if constexpr (is_through<Out>) detail::run_through<K>(ctx, mode, out, l, r, extra...);
    else if constexpr (!is_dual<Out>) run(K{}, ctx, mode, out, value(l), value(r), extra...);
    else {
      if constexpr (!is_discard<decltype(out.value)>)
        run(K{}, ctx, mode, out.value, value(l), value(r), extra...);
      if constexpr (is_dual<L>)
        run(K{}, ctx, mode, out.tangent, l.tangent, value(r), detail::of_tangent(extra)...);
      if constexpr (is_dual<R>)
        run(K{}, ctx, detail::then_add<is_dual<L>>(mode), out.tangent, value(l), r.tangent,
            detail::of_tangent(extra)...);
      if constexpr (!is_dual<L> && !is_dual<R>) detail::vanish(ctx, mode, out.tangent);
    }
  }
};

template <class K>
struct ConstantKernel {
  template <class Ctx, class Out, class... Extra>
  void operator()(Ctx& ctx, Out out, Extra... extra) const {
    if constexpr (is_discard<Out>) return;
    else if constexpr (!is_dual<Out>) run(K{}, ctx, out, extra...);
    else {
      if constexpr (!is_discard<decltype(out.value)>) run(K{}, ctx, out.value, extra...);
      run(zero_t{}, ctx, out.tangent);
    }
  }
};

/// Fills with zero.
struct fill_zero_t : ConstantKernel<fill_zero_t> {};
inline constexpr fill_zero_t fill_zero{};
template <class Ctx, class Out>
void run(fill_zero_t, Ctx& ctx, Out out) {
  run(zero_t{}, ctx, out);
}

/// `workspace` where `result` is wanted, and Discard in the same places where it is: a wrapper
/// layer asks its inner layer for just the gradients that it was asked for itself.
template <class Result, class Workspace>
constexpr auto if_wanted(Result, Workspace workspace) {
  if constexpr (is_discard<Result>) return Discard{};
  else if constexpr (is_dual<Result>) {
    if constexpr (is_discard<decltype(Result::value)>)
      return Dual<Discard, decltype(workspace.tangent)>{{}, workspace.tangent};
    else return workspace;
  } else return value(workspace);
}

/// body(first, rest...) on the values and then on the tangents, as far as `first` is wanted: for
/// what is linear in all of them together, such as the gradients of a wrapper layer in those of
/// the inner one.
template <class Body, class First, class... Rest>
constexpr void linear_in(Body body, First first, Rest... rest) {
  [[maybe_unused]] const auto tangent = []<class V>(V v) {
    if constexpr (is_dual<V>) return v.tangent;
    else return v;  // Discard
  };
  if constexpr (is_discard<First>) return;
  else if constexpr (!is_dual<First>) body(first, rest...);
  else {
    if constexpr (!is_discard<decltype(first.value)>) body(first.value, value(rest)...);
    body(first.tangent, tangent(rest)...);
  }
}

}  // namespace augury
