// SPDX-License-Identifier: MIT
// What layers share that wrap another one and run it with a weight of their own making: the entries
// that hold such a weight, and the pass that the inner layer sees.
#pragma once
#include "augury/kernel/kernel.hpp"
#include "augury/layer/layer.hpp"

namespace augury {
namespace detail {

/// Whether L on In has a weight and a bias, and nothing else.
template <class List>
inline constexpr bool is_weight_and_bias = false;
template <class Weight, class Bias>
inline constexpr bool is_weight_and_bias<Shapes<Weight, Bias>> = true;
template <class L, class In>
concept Weighted = Shaped<L, In> && is_weight_and_bias<ParamsOf<L, In>>;

/// Entries for a weight and for one number per filter of it; those of banks are per bank.
template <class Weight_>
struct Filters {
  using PerFilter = Shape<Weight_::channels>;
  using Weight = PerBatch<Weight_>;
  using SavedPerFilter = PerBatch<PerFilter>;
};
template <int Banks, class Weight_>
struct Filters<Banked<Banks, Weight_>> {
  using PerFilter = Banked<Banks, Shape<Weight_::channels>>;
  using Weight = Banked<Banks, Weight_>;
  using SavedPerFilter = PerFilter;
};

/// What the squared norm of a filter is divided by: 1, but for transposed convolutions the
/// product of their strides, since an output sees that part of a filter (1704.03971).
template <class L, class In>
inline constexpr int overlap_of = [] {
  if constexpr (requires { L::template overlap<In>; }) return L::template overlap<In>;
  else return 1;
}();

/// What the inner layer L sees of the pass of its wrapper: weight w, bias b, and what it saves
/// itself, which comes after the `own` entries of the wrapper.
template <class L, int own, class F>
auto inner_pass(const F& f, auto w, auto b) {
  using Pass = Forward<L, typename F::Input, typename F::Kind, decltype(f.y)>;
  return Pass{f, f.x, f.y, {w, b}, slice<own, Pass::saved_count>(f.saved)};
}

struct Quotient {
  template <class S>
  AUGURY_HD S operator()(S x, S norm) const {
    return x / norm;
  }
};

}  // namespace detail
}  // namespace augury
