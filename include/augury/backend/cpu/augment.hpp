// SPDX-License-Identifier: MIT
// Augmentation on the CPU: whole images, split over the threads.
#pragma once
#include "augury/backend/cpu/resample.hpp"
#include "augury/kernel/augment.hpp"

namespace augury {
namespace cpu {

/// body(i) for each image of a batch, split over the threads.
template <class S, class T, class Body>
void each_image(Context<Cpu>& ctx, View<S, T> v, Body body) {
  split(ctx, v.n, S::size, [&](std::ptrdiff_t begin, std::ptrdiff_t end) {
    for (std::ptrdiff_t i = begin; i < end; ++i) body(static_cast<int>(i));
  });
}

/// Image i of `out` from that of `in`: each pixel is the one at from(row, column), or `fill` where
/// there is none in the image.
template <class Mode, class S, class T, class From>
void take_pixels(Mode mode, View<S, T> out, View<S, T> in, int i, T fill, From from) {
  using I = Image<S>;
  for (int row = 0; row < I::height; ++row)
    for (int column = 0; column < I::width; ++column) {
      const Move at = from(row, column);
      const bool inside =
          at.rows >= 0 && at.rows < I::height && at.columns >= 0 && at.columns < I::width;
      T* target = pixel_at(out, i, row, column);
      const T* source = inside ? pixel_at(in, i, at.rows, at.columns) : nullptr;
      for (int c = 0; c < I::channels; ++c) write(mode, target[c], inside ? source[c] : fill);
    }
}

}  // namespace cpu

template <class Mode, class S, class T>
void run(mirror_t, Context<Cpu>& ctx, Mode mode, View<S, T> out, View<S, T> in, MirrorRule rule,
         View<Shape<1>, T> adapted) {
  cpu::each_image(ctx, out, [&](int i) {
    const bool mirrored = rule.of(i, static_cast<float>(*adapted.data));
    cpu::take_pixels(mode, out, in, i, T(0), [&](int row, int column) {
      return Move{row, mirrored ? Image<S>::width - 1 - column : column};
    });
  });
}

template <class Mode, class S, class T, class Fill>
void run(move_image_t, Context<Cpu>& ctx, Mode mode, View<S, T> out, View<S, T> in, MoveRule rule,
         View<Shape<1>, T> adapted, Fill fill) {
  cpu::each_image(ctx, out, [&](int i) {
    const Move by = rule.of(i, static_cast<float>(*adapted.data));
    cpu::take_pixels(mode, out, in, i, element::added<T>(fill), [&](int row, int column) {
      return Move{row - by.rows, column - by.columns};
    });
  });
}

template <class Mode, class S, class T>
void run(move_back_t, Context<Cpu>& ctx, Mode mode, View<S, T> in, View<S, T> out, MoveRule rule,
         View<Shape<1>, T> adapted) {
  cpu::each_image(ctx, in, [&](int i) {
    const Move by = rule.of(i, static_cast<float>(*adapted.data));
    cpu::take_pixels(mode, in, out, i, T(0), [&](int row, int column) {
      return Move{row + by.rows, column + by.columns};
    });
  });
}

template <class Mode, class S, class T, class Fill>
void run(cut_hole_t, Context<Cpu>& ctx, Mode mode, View<S, T> out, View<S, T> in, HoleRule rule,
         View<Shape<1>, T> adapted, Fill fill) {
  cpu::each_image(ctx, out, [&](int i) {
    const Hole hole = rule.of(i, static_cast<float>(*adapted.data));
    cpu::take_pixels(mode, out, in, i, element::added<T>(fill), [&](int row, int column) {
      return hole.holds(row, column) ? Move{-1, -1} : Move{row, column};
    });
  });
}

template <class Mode, class S, class T, class Brightness>
void run(recolour_t, Context<Cpu>& ctx, Mode mode, View<S, T> out, View<S, T> in, ColourRule rule,
         View<Shape<1>, T> adapted, Brightness brightness) {
  constexpr int C = S::channels;
  const auto memory = ctx.borrow<T>(static_cast<std::size_t>(in.n));
  const View<Shape<1>, T> means{memory.data(), in.n};
  run(sum_samples_t{}, ctx, set, op::Scale<T>{T(1) / T(S::size)}, means, in);  // (N)
  cpu::each_image(ctx, out, [&](int i) {
    const ColourChange change = rule.of(i, static_cast<float>(*adapted.data));
    const T* source = in.data + std::ptrdiff_t{i} * S::size;
    T* target = out.data + std::ptrdiff_t{i} * S::size;
    if (change.none()) {  // to the last bit, the sign of a zero too
      for (int j = 0; j < S::size; ++j) cpu::write(mode, target[j], source[j]);
      return;
    }
    const T contrast = T(change.contrast), saturation = T(change.saturation);
    const T shared =
        (1 - contrast) * means.data[i] + element::added<T>(brightness) * T(change.brightness);
    for (int pixel = 0; pixel < S::size; pixel += C) {
      T grey(0);
      for (int c = 0; c < C; ++c) grey += source[pixel + c];
      grey *= contrast * (1 - saturation) / T(C);
      for (int c = 0; c < C; ++c)
        cpu::write(mode, target[pixel + c],
                   contrast * saturation * source[pixel + c] + grey + shared);
    }
  });
}

}  // namespace augury
