// SPDX-License-Identifier: MIT
// Augmentation on CUDA: each number of the new image by one thread.
#pragma once
#include "augury/backend/cuda/resample.cuh"
#include "augury/backend/cuda/sums.cuh"
#include "augury/kernel/augment.hpp"

namespace augury {
namespace cuda {

/// `out` from `in`: each pixel is the one at from(place, adapted), or `fill` where there is none in
/// the image.
template <class Mode, class S, class T, class From>
void take_pixels(Context<Cuda>& ctx, Mode mode, View<S, T> out, View<S, T> in,
                 View<Shape<1>, T> adapted, T fill, From from) {
  using I = Image<S>;
  gather_pixels(ctx, mode, out, [=] AUGURY_HD(PixelChannel at) {
    const Move move = from(at, static_cast<float>(*adapted.data));
    const bool inside =
        move.rows >= 0 && move.rows < I::height && move.columns >= 0 && move.columns < I::width;
    return inside ? element::pixel_at(in, at.image, move.rows, move.columns)[at.channel] : fill;
  });
}

}  // namespace cuda

template <class Mode, class S, class T>
void run(mirror_t, Context<Cuda>& ctx, Mode mode, View<S, T> out, View<S, T> in, MirrorRule rule,
         View<Shape<1>, T> adapted) {
  const cuda::Clock* clock = ctx.clock();
  cuda::take_pixels(
      ctx, mode, out, in, adapted, T(0), [=] AUGURY_HD(cuda::PixelChannel at, float strength) {
        const bool mirrored = clock->now(rule).of(static_cast<int>(at.image), strength);
        return Move{at.row, mirrored ? Image<S>::width - 1 - at.column : at.column};
      });
}

template <class Mode, class S, class T, class Fill>
void run(move_image_t, Context<Cuda>& ctx, Mode mode, View<S, T> out, View<S, T> in, MoveRule rule,
         View<Shape<1>, T> adapted, Fill fill) {
  const cuda::Clock* clock = ctx.clock();
  cuda::take_pixels(ctx, mode, out, in, adapted, element::added<T>(fill),
                    [=] AUGURY_HD(cuda::PixelChannel at, float strength) {
                      const Move by = clock->now(rule).of(static_cast<int>(at.image), strength);
                      return Move{at.row - by.rows, at.column - by.columns};
                    });
}

template <class Mode, class S, class T>
void run(move_back_t, Context<Cuda>& ctx, Mode mode, View<S, T> in, View<S, T> out, MoveRule rule,
         View<Shape<1>, T> adapted) {
  const cuda::Clock* clock = ctx.clock();
  cuda::take_pixels(ctx, mode, in, out, adapted, T(0),
                    [=] AUGURY_HD(cuda::PixelChannel at, float strength) {
                      const Move by = clock->now(rule).of(static_cast<int>(at.image), strength);
                      return Move{at.row + by.rows, at.column + by.columns};
                    });
}

template <class Mode, class S, class T, class Fill>
void run(cut_hole_t, Context<Cuda>& ctx, Mode mode, View<S, T> out, View<S, T> in, HoleRule rule,
         View<Shape<1>, T> adapted, Fill fill) {
  const cuda::Clock* clock = ctx.clock();
  cuda::take_pixels(ctx, mode, out, in, adapted, element::added<T>(fill),
                    [=] AUGURY_HD(cuda::PixelChannel at, float strength) {
                      const Hole hole = clock->now(rule).of(static_cast<int>(at.image), strength);
                      return hole.holds(at.row, at.column) ? Move{-1, -1} : Move{at.row, at.column};
                    });
}

template <class Mode, class S, class T, class Brightness>
void run(recolour_t, Context<Cuda>& ctx, Mode mode, View<S, T> out, View<S, T> in, ColourRule rule,
         View<Shape<1>, T> adapted, Brightness brightness) {
  constexpr int C = S::channels;
  const auto memory = ctx.template borrow<T>(static_cast<std::size_t>(in.n));
  const View<Shape<1>, T> means{memory.data(), in.n};
  run(sum_samples_t{}, ctx, set, op::Scale<T>{T(1) / T(S::size)}, means, in);  // (N)
  const T most = element::added<T>(brightness);
  const cuda::Clock* clock = ctx.clock();
  cuda::gather_pixels(ctx, mode, out, [=] AUGURY_HD(cuda::PixelChannel at) {
    const ColourChange change =
        clock->now(rule).of(static_cast<int>(at.image), static_cast<float>(*adapted.data));
    const T* source = element::pixel_at(in, at.image, at.row, at.column);
    if (change.none()) return source[at.channel];  // to the last bit, the sign of a zero too
    const T contrast = T(change.contrast), saturation = T(change.saturation);
    T grey(0);
    for (int c = 0; c < C; ++c) grey += source[c];
    grey *= contrast * (1 - saturation) / T(C);
    return contrast * saturation * source[at.channel] + grey +
           ((1 - contrast) * means.data[at.image] + most * T(change.brightness));
  });
}

}  // namespace augury
