// SPDX-License-Identifier: MIT
// Through: a result that goes through a functor on its way to memory. A pointwise layer beside
// another layer thereby rides in that one's kernel, and what lay between them is never stored.
#pragma once
#include <tuple>

#include "augury/kernel/pointwise.hpp"

namespace augury {

/// Where a kernel sets a number x of its result, f(in..., x) is stored in `out`. `in` are views, or
/// duals, as large as `out`. It is set, never added to, and never read.
template <class Out, class F, class... In>
struct Through {
  Out out;
  F f;
  std::tuple<In...> in;
};
template <class Out, class F, class... In>
constexpr Through<Out, F, In...> through(F f, Out out, In... in) {
  return {out, f, {in...}};
}

template <class V>
inline constexpr bool is_through = false;
template <class Out, class F, class... In>
inline constexpr bool is_through<Through<Out, F, In...>> = true;
template <class Out, class F, class... In>
inline constexpr bool is_dual<Through<Out, F, In...>> = is_dual<Out>;
template <class Out, class F, class... In>
struct view_traits<Through<Out, F, In...>> : view_traits<Out> {};

/// The second half of a kernel that has set `result.out` to what goes through: puts it through.
template <class Ctx, class Out, class F, class... In>
void pass_through(Ctx& ctx, Through<Out, F, In...> result) {
  std::apply([&](auto... in) { map(ctx, set, result.f, result.out, in..., result.out); },
             result.in);
}

namespace detail {
/// Runs a kernel whose result goes through a functor: at once where its backend has that, and else
/// in two kernels, with the same bits.
template <class K, class Ctx, class Mode, class Result, class... Args>
void run_through(Ctx& ctx, Mode mode, Result result, Args... args) {
  static_assert(std::is_same_v<Mode, Set>, "what goes through a functor is set, never added to");
  if constexpr (!is_dual<Result> && requires { run(K{}, ctx, mode, result, value(args)...); })
    run(K{}, ctx, mode, result, value(args)...);
  else {
    K{}(ctx, mode, result.out, args...);
    pass_through(ctx, result);
  }
}
}  // namespace detail

}  // namespace augury
