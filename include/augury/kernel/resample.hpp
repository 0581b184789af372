// SPDX-License-Identifier: MIT
// Between images of two sizes: sums over windows, bilinear interpolation, maxima of windows. The
// sizes of both images come from their shapes. Each has its adjoint beside it.
#pragma once
#include "augury/kernel/kernel.hpp"

namespace augury {

/// Which big pixels a small pixel o sees: o * stride + k, k < kernel, all of them inside.
template <int KernelH, int KernelW, int StrideH, int StrideW>
struct Tiles {
  static constexpr int kernel_h = KernelH, kernel_w = KernelW;
  static constexpr int stride_h = StrideH, stride_w = StrideW;
};

/// sum_tiles(ctx, mode, small, big, tiles, factor): factor times the sum of each tile.
struct sum_tiles_t : Linear<sum_tiles_t> {};
inline constexpr sum_tiles_t sum_tiles{};
/// The adjoint. fill_tiles(ctx, mode, big, small, tiles, factor): factor times each small pixel in
/// all of its tile, added where tiles overlap, 0 where none is.
struct fill_tiles_t : Linear<fill_tiles_t> {};
inline constexpr fill_tiles_t fill_tiles{};

/// interpolate(ctx, mode, big, small): bilinear, pixels are squares of which the centres count, and
/// outside of the outermost centres their values go on (PyTorch's align_corners=False). The big
/// sizes are multiples of the small ones.
struct interpolate_t : Linear<interpolate_t> {};
inline constexpr interpolate_t interpolate{};
/// The adjoint. interpolate_adjoint(ctx, mode, small, big).
struct interpolate_adjoint_t : Linear<interpolate_adjoint_t> {};
inline constexpr interpolate_adjoint_t interpolate_adjoint{};

/// find_maxima(ctx, where, x, tiles): the place in its tile, row by row, of each tile's largest
/// number; the first one of equals. Where a maximum lies has no derivative.
struct find_maxima_t {
  template <class Ctx, class Where, class X, class Tiles>
  void operator()(Ctx& ctx, Where where, X x, Tiles tiles) const {
    run(*this, ctx, where, value(x), tiles);
  }
};
inline constexpr find_maxima_t find_maxima{};

/// take_places(ctx, mode, small, big, where, tiles): of each tile the number at the place `where`.
struct take_places_t : Linear<take_places_t> {};
inline constexpr take_places_t take_places{};
/// The adjoint. put_places(ctx, mode, big, small, where, tiles): each small number at its place,
/// added where tiles overlap, 0 where none is.
struct put_places_t : Linear<put_places_t> {};
inline constexpr put_places_t put_places{};

}  // namespace augury
