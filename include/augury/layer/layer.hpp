// SPDX-License-Identifier: MIT
// The contract of a layer.
//
// A layer is a small value: structure in template arguments, numbers in data members. It says
//
//   Output<In>   the shape of one sample that goes out, for a sample of shape In
//   Params<In>   what the model owns for it: Shapes<...>, entries bare (trained), Fixed (not
//                trained), PerClass or Banked
//   Saved<In>    what forward leaves for backward, and what backward needs as work space:
//                Shapes<...>, entries bare (one per sample), PerBatch, Banked, or Constant (no
//                tangent)
//
//   forward(ctx, f)               reads f.x and f.params; sets f.y and f.saved
//   backward(ctx, f, dy, dx, dp)  reads dy and what forward left; SETS dx; ADDS to dp
//
// where for every change (x', p') of input and parameters, with y' the change of the output,
//   sum(dy * y') = sum(dx * x') + sum(dp * p').
//
// A layer names no backend, holds no memory and knows neither tangents nor unwanted results: it
// is written in kernels, which do (kernel/kernel.hpp). tests/laws checks any layer against this.
// Optional members: `info<In>()` names the parameters and says how they begin (else p0, p1, ...
// beginning at zero), `routes` counts the stochastic choices per image (else 0), `classifies` says
// that the last layer of a discriminator gives log p(label | x) besides its score, `fuses` that
// forward sets y and backward dx by one kernel each and reads neither: an activation beside it may
// then ride in that kernel (network/stack.hpp).
#pragma once
#include <array>

#include "augury/core/context.hpp"
#include "augury/core/explain.hpp"
#include "augury/core/view.hpp"

namespace augury {

template <class L, class In>
using OutputOf = typename L::template Output<In>;
template <class L, class In>
using ParamsOf = typename L::template Params<In>;
template <class L, class In>
using SavedOf = typename L::template Saved<In>;

/// The half of the contract that shapes decide.
template <class L, class In>
concept Shaped = is_shape<In> && requires {
  typename L::template Output<In>;
  typename L::template Params<In>;
  typename L::template Saved<In>;
} && is_shape<OutputOf<L, In>>;

/// Everything a layer sees of one pass over a batch. `Kind` is Plain or Tangent. Y is where the
/// output is, or how it gets there; Discard in the backward of a layer whose output is not kept.
template <class L, class In, class Kind_, class Y = typename Kind_::template view<OutputOf<L, In>>>
struct Forward : Conditions {
  using Kind = Kind_;
  using Scalar = typename Kind::scalar;
  using Input = In;
  static constexpr int param_count = ParamsOf<L, In>::count;
  static constexpr int saved_count = SavedOf<L, In>::count;
  typename Kind::template view<In> x;
  Y y;
  Pack<Plain<Scalar>, ParamsOf<L, In>> params;
  Pack<Kind, SavedOf<L, In>> saved;

  int n() const { return value(x).n; }
};

/// The contract, as far as a compiler can see it; tests/laws checks the rest.
template <class L, class In, class Backend = DefaultBackend>
concept Layer = Shaped<L, In> &&
    requires(const L l, Context<Backend>& ctx, Forward<L, In, Plain<float>> f) {
  l.forward(ctx, f);
  l.backward(ctx, f, f.y, f.x, f.params);
};

// ----------------------------------------------------------------------- parameters by name
/// How a parameter begins.
enum class Init {
  zero,
  constant,  ///< `value` everywhere
  normal     ///< normal with mean 0 and standard deviation 1 / sqrt(value): value is the fan-in
};

/// Name, beginning and PyTorch layout of one parameter.
struct ParamInfo {
  const char* name = "";
  Init init = Init::zero;
  float value = 0;
  /// Axes of our layout in the order in which PyTorch has them; empty (rank 0): the same order.
  std::array<int, 4> order{};
  int rank = 0;
  /// Axes (in PyTorch's order) that PyTorch has merged into its axis 1: dense layers on images.
  bool flat = false;
};

/// info<In>() of a layer, or names p0, p1, ... for one that has none.
template <class L, class In>
constexpr auto info_of() {
  constexpr int count = ParamsOf<L, In>::count;
  if constexpr (requires { L::template info<In>(); }) {
    static_assert(L::template info<In>().size() == count,
                  "info<In>() has one entry for each entry of Params<In>");
    return L::template info<In>();
  } else {
    constexpr const char* names[] = {"p0", "p1", "p2", "p3", "p4", "p5", "p6", "p7"};
    std::array<ParamInfo, count> info{};
    for (int i = 0; i < count; ++i) info[static_cast<std::size_t>(i)].name = names[i % 8];
    return info;
  }
}

/// Stochastic choices per image in a layer.
template <class L>
inline constexpr int routes_of = [] {
  if constexpr (requires { L::routes; }) return L::routes;
  else return 0;
}();

/// Whether a layer, or the last of a stack, has two outputs: a score and log p(label | x).
template <class L>
inline constexpr bool classifies = [] {
  if constexpr (requires { L::classifies; }) return L::classifies;
  else return false;
}();

/// Whether an activation may ride in the kernels of a layer.
template <class L>
inline constexpr bool fuses = [] {
  if constexpr (requires { L::fuses; }) return L::fuses;
  else return false;
}();

}  // namespace augury
