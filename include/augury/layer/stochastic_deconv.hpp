// SPDX-License-Identifier: MIT
#pragma once
#include <string>
#include <tuple>

#include "augury/core/error.hpp"
#include "augury/kernel/draw.hpp"
#include "augury/layer/deconv.hpp"

namespace augury {

/// Transposed convolution whose filters are drawn, for each image, from one of `Banks` sets: a
/// stack of L such layers is an ensemble of Banks^L generators that share weights, trained
/// against one discriminator (the layer described in the abstract of 1802.02436). It costs the
/// operations of one Deconv and the memory of `Banks`. The bias is shared by the banks.
///
/// The bank of every image is written to `Conditions::routes`; a pass with `replay` reads it from
/// there. Banks that no image of a batch uses get a gradient of exactly 0.
template <int Banks, int Filters, int Kernel = 4, int Stride = 2, int Pad = same>
struct StochasticDeconv {
  static constexpr bool fuses = true;
  using One = Deconv<Filters, Kernel, Stride, Pad>;
  static constexpr int routes = 1;
  static constexpr int banks = Banks;
  template <class In>
  static constexpr int overlap = One::template overlap<In>;

  Choice choice = Choice::stratified;
  int fixed_bank = 0;  ///< for Choice::fixed
  auto numbers() const { return std::tuple(choice, fixed_bank); }

  template <class In>
    requires(Banks >= 1 && Filters >= 1 && detail::fits_up<In, Kernel, Stride, Pad>)
  using Output = OutputOf<One, In>;
  template <class In>
  using Params = Shapes<Banked<Banks, typename One::template Weight<In>>, Shape<Filters>>;
  template <class In>
  using Saved = Shapes<>;
  template <class In>
  static constexpr auto info() {
    return One::template info<In>();
  }

  void forward(auto& ctx, auto f) const {
    using Window = typename One::template Window<typename decltype(f)::Input>;
    const auto [w, b] = f.params;
    if (choice == Choice::fixed && (fixed_bank < 0 || fixed_bank >= Banks))
      throw UsageError("StochasticDeconv: fixed_bank is " + std::to_string(fixed_bank) +
                       ", but there are " + std::to_string(Banks) + " banks, counted from 0");
    const Choice drawn = choice == Choice::per_batch && !f.training ? Choice::per_image : choice;
    const Key stream = choice == Choice::latent ? f.place : f.key;
    if (!f.replay)
      draw_routes(ctx, f.routes, f.n(), {drawn, Banks, fixed_bank, {stream, f.first}, f.codes});
    spread(ctx, set, f.y, f.x, w, Window{}, BankOf{f.routes}, plus(b));  // (N, H*s, W*s, F)
  }
  void backward(auto& ctx, auto f, auto dy, auto dx, auto dp) const {
    using Window = typename One::template Window<typename decltype(f)::Input>;
    const auto [w, b] = f.params;
    const auto [dw, db] = dp;
    correlate(ctx, set, dx, dy, w, Window{}, BankOf{f.routes});           // (N, H, W, C)
    correlate_weight(ctx, add, dw, dy, f.x, Window{}, BankOf{f.routes});  // (Banks, KH, KW, C, F)
    sum_channels(ctx, add, op::Identity{}, db, dy);                       // (F)
  }

  // At the end: to clang a class ends where an assertion fails.
  static_assert(Banks >= 1, "StochasticDeconv: at least one bank of filters");
};

}  // namespace augury
