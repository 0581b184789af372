// SPDX-License-Identifier: MIT
// Products by cuBLASLt. The way to make one is asked for once and kept.
#pragma once
#include <algorithm>
#include <bit>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <type_traits>

#include "augury/backend/cuda/cublaslt/functions.cuh"
#include "augury/backend/cuda/device.cuh"
#include "augury/backend/cuda/library_product.cuh"

namespace augury::cuda {

class Library {
 public:
  /// Throws Error where the library is not.
  explicit Library(Precision precision) : precision_(precision) { cublaslt(); }

  /// Whether the library has a way to make this product, and then starts it. borrow(bytes) gives scratch
  /// memory. The same product has the same bits each time.
  template <class T, class Borrow>
  bool multiply(Stream stream, const LibraryProduct<T>& p, Borrow borrow) {
    if (!handle_) open();
    const Way& way = known_way(p);
    if (!way.found) return false;
    const auto scratch = borrow(std::max<std::size_t>(1, way.bytes));
    set(way.operation, CUBLASLT_MATMUL_DESC_BIAS_POINTER, p.bias);
    const T one = 1, before = p.add ? 1 : 0;
    check(cublaslt().cublasLtMatmul(handle_.get(), way.operation.get(), &one, p.a.data, way.a.get(),
                                    p.b.data, way.b.get(), &before, p.d, way.d.get(), p.d,
                                    way.d.get(), &way.algorithm, scratch.data(), way.bytes, stream),
          "make a product");
    return true;
  }

 private:
  struct Destroy {
    void operator()(cublasLtHandle_t x) const { cublaslt().cublasLtDestroy(x); }
    void operator()(cublasLtMatmulDesc_t x) const { cublaslt().cublasLtMatmulDescDestroy(x); }
    void operator()(cublasLtMatrixLayout_t x) const { cublaslt().cublasLtMatrixLayoutDestroy(x); }
    void operator()(cublasLtMatmulPreference_t x) const {
      cublaslt().cublasLtMatmulPreferenceDestroy(x);
    }
  };
  template <class Pointer>
  using Own = std::unique_ptr<std::remove_pointer_t<Pointer>, Destroy>;
  using Layout = Own<cublasLtMatrixLayout_t>;
  using Operation = Own<cublasLtMatmulDesc_t>;
  using Wishes = Own<cublasLtMatmulPreference_t>;

  /// All that the choice of a way depends on.
  struct Key {
    std::size_t number;  // bytes
    int rows, columns, depth;
    std::ptrdiff_t leading_a, leading_b, leading;
    bool transposed_a, transposed_b, bias, relu;
    std::uint32_t aligned_a, aligned_b, aligned_d, aligned_bias;
    auto operator<=>(const Key&) const = default;
  };
  struct Way {
    Operation operation;
    Layout a, b, d;
    cublasLtMatmulAlgo_t algorithm{};
    std::size_t bytes = 0;  // of scratch memory
    bool found = false;
  };

  void open() {
    cublasLtHandle_t handle = nullptr;
    check(cublaslt().cublasLtCreate(&handle), "start");
    handle_.reset(handle);
  }
  template <class T>
  static Key key_of(const LibraryProduct<T>& p) {
    return {sizeof(T),
            p.rows,
            p.columns,
            p.depth,
            p.a.leading,
            p.b.leading,
            p.leading,
            p.a.transposed,
            p.b.transposed,
            p.bias != nullptr,
            p.relu,
            alignment(p.a.data),
            alignment(p.b.data),
            alignment(p.d),
            alignment(p.bias)};
  }
  /// Bytes, at most as many as the library asks about.
  static std::uint32_t alignment(const void* data) {
    const auto address = std::bit_cast<std::uintptr_t>(data);
    return static_cast<std::uint32_t>(std::min<std::uintptr_t>(256, address & (~address + 1)));
  }

  template <class T>
  const Way& known_way(const LibraryProduct<T>& p) {
    const Key key = key_of(p);
    const auto found = ways_.find(key);
    return found != ways_.end() ? found->second : ways_.emplace(key, way_of(p)).first->second;
  }
  template <class T>
  Way way_of(const LibraryProduct<T>& p) const {
    constexpr cudaDataType_t type = std::is_same_v<T, float> ? CUDA_R_32F : CUDA_R_64F;
    Way way;
    way.operation = operation(type, p);
    way.a = p.a.transposed ? layout(type, p.depth, p.rows, p.a.leading)
                           : layout(type, p.rows, p.depth, p.a.leading);
    way.b = p.b.transposed ? layout(type, p.columns, p.depth, p.b.leading)
                           : layout(type, p.depth, p.columns, p.b.leading);
    way.d = layout(type, p.rows, p.columns, p.leading);
    const Wishes wishes = wishes_for(p);
    cublasLtMatmulHeuristicResult_t best{};
    int found = 0;
    const cublasStatus_t status = cublaslt().cublasLtMatmulAlgoGetHeuristic(
        handle_.get(), way.operation.get(), way.a.get(), way.b.get(), way.d.get(), way.d.get(),
        wishes.get(), 1, &best, &found);
    way.found = status == CUBLAS_STATUS_SUCCESS && found > 0 && best.state == CUBLAS_STATUS_SUCCESS;
    way.algorithm = best.algo;
    way.bytes = best.workspaceSize;
    return way;
  }
  template <class T>
  Operation operation(cudaDataType_t type, const LibraryProduct<T>& p) const {
    cublasLtMatmulDesc_t made = nullptr;
    check(cublaslt().cublasLtMatmulDescCreate(&made, arithmetic(type), type), "describe a product");
    Operation operation(made);
    set(operation, CUBLASLT_MATMUL_DESC_TRANSA, p.a.transposed ? CUBLAS_OP_T : CUBLAS_OP_N);
    set(operation, CUBLASLT_MATMUL_DESC_TRANSB, p.b.transposed ? CUBLAS_OP_T : CUBLAS_OP_N);
    const auto relu = p.bias != nullptr ? CUBLASLT_EPILOGUE_RELU_BIAS : CUBLASLT_EPILOGUE_RELU;
    const auto none = p.bias != nullptr ? CUBLASLT_EPILOGUE_BIAS : CUBLASLT_EPILOGUE_DEFAULT;
    set(operation, CUBLASLT_MATMUL_DESC_EPILOGUE, p.relu ? relu : none);
    set(operation, CUBLASLT_MATMUL_DESC_BIAS_POINTER, p.bias);  // a way may want it aligned as here
    return operation;
  }
  cublasComputeType_t arithmetic(cudaDataType_t type) const {
    if (type == CUDA_R_64F) return CUBLAS_COMPUTE_64F;
    if (precision_ == Precision::tf32) return CUBLAS_COMPUTE_32F_FAST_TF32;
    if (precision_ == Precision::bf16) return CUBLAS_COMPUTE_32F_FAST_16BF;
    return CUBLAS_COMPUTE_32F;
  }
  static Layout layout(cudaDataType_t type, int rows, int columns, std::ptrdiff_t leading) {
    cublasLtMatrixLayout_t made = nullptr;
    check(cublaslt().cublasLtMatrixLayoutCreate(&made, type, static_cast<std::uint64_t>(rows),
                                                static_cast<std::uint64_t>(columns), leading),
          "describe a matrix");
    return Layout(made);
  }
  template <class T>
  static Wishes wishes_for(const LibraryProduct<T>& p) {
    cublasLtMatmulPreference_t made = nullptr;
    check(cublaslt().cublasLtMatmulPreferenceCreate(&made), "take wishes");
    Wishes wishes(made);
    // Parts of a sum are added in an order of their own, not as they come.
    constexpr std::uint32_t sums =
        CUBLASLT_REDUCTION_SCHEME_NONE | CUBLASLT_REDUCTION_SCHEME_COMPUTE_TYPE;
    constexpr std::uint64_t scratch = std::uint64_t{32} << 20;  // NVIDIA's advice for Hopper
    set(wishes, CUBLASLT_MATMUL_PREF_REDUCTION_SCHEME_MASK, sums);
    set(wishes, CUBLASLT_MATMUL_PREF_MAX_WORKSPACE_BYTES, scratch);
    set(wishes, CUBLASLT_MATMUL_PREF_MIN_ALIGNMENT_A_BYTES, alignment(p.a.data));
    set(wishes, CUBLASLT_MATMUL_PREF_MIN_ALIGNMENT_B_BYTES, alignment(p.b.data));
    set(wishes, CUBLASLT_MATMUL_PREF_MIN_ALIGNMENT_C_BYTES, alignment(p.d));
    set(wishes, CUBLASLT_MATMUL_PREF_MIN_ALIGNMENT_D_BYTES, alignment(p.d));
    return wishes;
  }
  template <class Value>
  static void set(const Operation& operation, cublasLtMatmulDescAttributes_t name, Value value) {
    check(cublaslt().cublasLtMatmulDescSetAttribute(operation.get(), name, &value, sizeof value),
          "describe a product");
  }
  template <class Value>
  static void set(const Wishes& wishes, cublasLtMatmulPreferenceAttributes_t name, Value value) {
    check(cublaslt().cublasLtMatmulPreferenceSetAttribute(wishes.get(), name, &value, sizeof value),
          "take wishes");
  }

  Precision precision_;
  Own<cublasLtHandle_t> handle_;
  std::map<Key, Way> ways_;
};

}  // namespace augury::cuda
