// SPDX-License-Identifier: MIT
// Convolutions handed to NVIDIA's library, whose filters are (small channels, KH, KW, big channels) and
// whose operands are in bf16 where products are.
#pragma once
#include <type_traits>

#include "augury/backend/cuda/context.cuh"
#include "augury/backend/cuda/filter.cuh"
#include "augury/backend/cuda/packet.cuh"
#include "augury/backend/cuda/precision.cuh"
#include "augury/backend/cuda/product.cuh"
#include "augury/kernel/element.hpp"

namespace augury::cuda {

/// Numbers as they are, which the library may round by itself.
template <class T>
struct Exact {
  using Stored = T;
  AUGURY_HD static constexpr T stored(T x) { return x; }
};

/// f(format), in which the library reads numbers of type T.
template <class T, class F>
void in_format(const Context<Cuda>& ctx, F f) {
  if constexpr (std::is_same_v<T, float>)
    if (ctx.precision() == Precision::bf16) return f(Bf16{});
  f(Exact<T>{});
}
template <class Format, class Stored, class T>
void round_to(Context<Cuda>& ctx, Stored* target, const T* source, std::ptrdiff_t count) {
  ctx.for_each(count, [=] AUGURY_HD(std::ptrdiff_t i) { target[i] = Format::stored(source[i]); });
}
/// Images as the library reads them: their own memory or, in bf16, a copy.
template <class Format, class T>
class Operand {
 public:
  using Stored = typename Format::Stored;
  Operand(Context<Cuda>& ctx, const T* images, std::ptrdiff_t count)
      : copy_(ctx.borrow<Stored>(is_copy ? static_cast<std::size_t>(count) : 1)) {
    if constexpr (is_copy) round_to<Format>(ctx, copy_.data(), images, count);
    else data_ = images;
  }
  const Stored* data() const { return is_copy ? copy_.data() : data_; }

 private:
  static constexpr bool is_copy = !std::is_same_v<Stored, T>;
  Scratch<Stored, Pool> copy_;
  const Stored* data_ = nullptr;
};
/// Where the weight lies that the library has at place i.
template <class Big, class Small, class W>
AUGURY_HD std::ptrdiff_t weight_of_filter(std::ptrdiff_t i) {
  constexpr int B = Big::channels, taps = W::kernel_h * W::kernel_w;
  const int big = static_cast<int>(i % B), tap = static_cast<int>(i / B % taps);
  const int small = static_cast<int>(i / B / taps);
  return weight_at<Big, Small, W>(tap / W::kernel_w, tap % W::kernel_w, big, small);
}

template <class Big, class Small, class W>
ConvolutionShape convolution_shape(Pass pass, int n) {
  using B = Image<Big>;
  using S = Image<Small>;
  return {pass,
          n,
          {B::height, B::width, B::channels},
          {S::height, S::width, S::channels},
          {W::kernel_h, W::stride_h, W::pad_h},
          {W::kernel_w, W::stride_w, W::pad_w}};
}

template <class Format, class Big, class Small, class W, class Mode, class T>
void start_images(Context<Cuda>& ctx, Mode mode, const ConvolutionShape& shape, T* result,
                  const T* images, const T* w, Offset<T> offset) {
  using Stored = typename Format::Stored;
  constexpr bool at_once = std::is_same_v<Mode, Set>;
  const bool is_correlate = shape.pass == Pass::correlate;
  const auto own = ctx.borrow<T>(at_once ? 1 : static_cast<std::size_t>(shape.result()));
  const auto own_filters = ctx.borrow<Stored>(static_cast<std::size_t>(shape.filters()));
  T* sums = at_once ? result : own.data();
  Stored* filters = own_filters.data();
  const Operand<Format, T> operand(ctx, images, shape.size(is_correlate ? shape.big : shape.small));
  ctx.for_each(shape.filters(), [=] AUGURY_HD(std::ptrdiff_t i) {
    filters[i] = Format::stored(w[weight_of_filter<Big, Small, W>(i)]);
  });
  ctx.convolve(LibraryConvolution<Stored, T>{shape, operand.data(), filters, sums,
                                             shape.bias ? offset.data : nullptr});
  const Offset<T> rest = shape.bias ? Offset<T>{} : offset;
  if (at_once && rest.data == nullptr) return;
  const int channels = is_correlate ? Small::channels : Big::channels;
  ctx.for_each(shape.result(), [=] AUGURY_HD(std::ptrdiff_t i) {
    element::write(mode, result[i], sums[i] + rest(static_cast<int>(i % channels)));
  });
}

template <class Format, class Big, class Small, class W, class Mode, class T>
void start_weight(Context<Cuda>& ctx, Mode mode, const ConvolutionShape& shape, T* w, const T* big,
                  const T* small) {
  const auto own = ctx.borrow<T>(static_cast<std::size_t>(shape.filters()));
  T* sums = own.data();
  const Operand<Format, T> first(ctx, big, shape.size(shape.big));
  const Operand<Format, T> second(ctx, small, shape.size(shape.small));
  ctx.convolve(LibraryConvolution<typename Format::Stored, T>{shape, first.data(), second.data(),
                                                              sums, nullptr});
  ctx.for_each(shape.filters(), [=] AUGURY_HD(std::ptrdiff_t i) {
    element::write(mode, w[weight_of_filter<Big, Small, W>(i)], sums[i]);
  });
}

/// Whether the library makes the small or the big images of a pass, which are then started.
template <class Big, class Small, class W, class Mode, class T>
bool images_by_library(Context<Cuda>& ctx, Mode mode, Pass pass, int n, T* result, const T* images,
                       const T* w, Offset<T> offset) {
  if constexpr (Convolver::takes<T>) {
    if (n == 0 || !is_aligned(result) || !is_aligned(images)) return false;
    ConvolutionShape shape = convolution_shape<Big, Small, W>(pass, n);
    shape.bias = offset.data != nullptr && is_aligned(offset.data);
    if (shape.bias && !ctx.makes(shape)) shape.bias = false;
    if (!ctx.makes(shape)) return false;
    in_format<T>(ctx, [&](auto format) {
      start_images<decltype(format), Big, Small, W>(ctx, mode, shape, result, images, w, offset);
    });
    return true;
  }
  return false;
}
/// The same of the weights.
template <class Big, class Small, class W, class Mode, class T>
bool weight_by_library(Context<Cuda>& ctx, Mode mode, int n, T* w, const T* big, const T* small) {
  if constexpr (Convolver::takes<T>) {
    if (n == 0 || !is_aligned(big) || !is_aligned(small)) return false;
    const ConvolutionShape shape = convolution_shape<Big, Small, W>(Pass::weight, n);
    if (!ctx.makes(shape)) return false;
    in_format<T>(ctx, [&](auto format) {
      start_weight<decltype(format), Big, Small, W>(ctx, mode, shape, w, big, small);
    });
    return true;
  }
  return false;
}

}  // namespace augury::cuda
