// SPDX-License-Identifier: MIT
// 16 x 16 sums of products by the matrix units of a device of compute capability 8.0 or later.
#pragma once
#include <cuda_bf16.h>
#include <mma.h>

#include "augury/backend/cuda/precision.cuh"

namespace augury::cuda {

namespace detail {
template <class Operand>
struct Unit;
template <>
struct Unit<Tf32> {
  using Kind = nvcuda::wmma::precision::tf32;
  __device__ static const float* memory(const float* numbers) { return numbers; }
};
template <>
struct Unit<Bf16> {
  using Kind = __nv_bfloat16;
  __device__ static const __nv_bfloat16* memory(const std::uint16_t* numbers) {
    return reinterpret_cast<const __nv_bfloat16*>(numbers);
  }
};
}  // namespace detail

/// All lanes of a warp call its functions together, with pointers that are multiples of 32 bytes and
/// rows of multiples of 16.
template <class Operand>
class WarpSums {
 public:
  using Stored = typename Operand::Stored;
  __device__ WarpSums() { nvcuda::wmma::fill_fragment(sums_, 0.0f); }
  /// Adds left right: left is 16 x depth with rows `left_row` apart, right is depth x 16.
  __device__ void add_product(int, const Stored* left, int left_row, const Stored* right,
                              int right_row) {
    namespace wmma = nvcuda::wmma;
    using Unit = detail::Unit<Operand>;
    using Kind = typename Unit::Kind;
    wmma::fragment<wmma::matrix_a, 16, 16, Operand::depth, Kind, wmma::row_major> a;
    wmma::fragment<wmma::matrix_b, 16, 16, Operand::depth, Kind, wmma::row_major> b;
    wmma::load_matrix_sync(a, Unit::memory(left), static_cast<unsigned>(left_row));
    wmma::load_matrix_sync(b, Unit::memory(right), static_cast<unsigned>(right_row));
    wmma::mma_sync(sums_, a, b, sums_);
  }
  __device__ void store(int, float* to, int row) const {
    nvcuda::wmma::store_matrix_sync(to, sums_, static_cast<unsigned>(row),
                                    nvcuda::wmma::mem_row_major);
  }

 private:
  nvcuda::wmma::fragment<nvcuda::wmma::accumulator, 16, 16, Operand::depth, float> sums_;
};

}  // namespace augury::cuda
