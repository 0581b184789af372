// SPDX-License-Identifier: MIT
#pragma once
#include "augury/backend/cuda/device.cuh"
#include "augury/backend/cuda/library_product.cuh"

namespace augury::cuda {

/// Makes no product: all are our own.
struct Library {
  explicit Library(Precision) {}
  template <class T, class Borrow>
  bool multiply(Stream, const LibraryProduct<T>&, Borrow) const {
    return false;
  }
};

}  // namespace augury::cuda
