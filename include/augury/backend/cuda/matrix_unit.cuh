// SPDX-License-Identifier: MIT
// 16 x 16 sums of products that a warp holds together. On devices of compute capability 8.0 and later
// its matrix units make them; older ones and the host do it number by number, each lane its own.
#pragma once
#include "augury/backend/cuda/precision.cuh"

#if defined(__CUDACC__)
#include <cuda_bf16.h>
#include <mma.h>
#endif

namespace augury::cuda {

#if defined(__CUDA_ARCH__) && __CUDA_ARCH__ >= 800

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

#else

template <class Operand>
class WarpSums {
 public:
  using Stored = typename Operand::Stored;
  AUGURY_HD void add_product(int lane, const Stored* left, int left_row, const Stored* right,
                             int right_row) {
    for (int i = 0; i < each; ++i)
      for (int k = 0; k < Operand::depth; ++k)
        sums_[i] += Operand::number(left[row(lane, i) * left_row + k]) *
                    Operand::number(right[k * right_row + column(lane)]);
  }
  AUGURY_HD void store(int lane, float* to, int row_length) const {
    for (int i = 0; i < each; ++i) to[row(lane, i) * row_length + column(lane)] = sums_[i];
  }

 private:
  static constexpr int each = 16 * 16 / 32;
  AUGURY_HD static int row(int lane, int i) { return lane / 16 + 2 * i; }
  AUGURY_HD static int column(int lane) { return lane % 16; }
  float sums_[each]{};
};

#endif

}  // namespace augury::cuda
