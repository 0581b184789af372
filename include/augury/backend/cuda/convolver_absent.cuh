// SPDX-License-Identifier: MIT
#pragma once
#include "augury/backend/cuda/device.cuh"
#include "augury/backend/cuda/library_convolution.cuh"

namespace augury::cuda {

/// Makes no convolution: all are our own.
struct Convolver {
  template <class T>
  static constexpr bool takes = false;
  explicit Convolver(Precision) {}
  bool makes(Stream, const ConvolutionShape&) const { return false; }
  template <class T, class Sum, class Borrow>
  void convolve(Stream, const LibraryConvolution<T, Sum>&, Borrow) const {}
};

}  // namespace augury::cuda
