// SPDX-License-Identifier: MIT
// NVIDIA's libraries can be opened, and have all that is called of them, where no device is.
#include "augury/backend/cuda/cublaslt/functions.cuh"
#include "augury/backend/cuda/cudnn/functions.cuh"
#include "catch.hpp"
using namespace augury::cuda;
using Catch::Matchers::ContainsSubstring;

TEST_CASE("NVIDIA's libraries are opened when they are first used") {
  CHECK_NOTHROW(check(CUBLAS_STATUS_SUCCESS, "start"));
  CHECK_THROWS_WITH(
      check(CUBLAS_STATUS_ARCH_MISMATCH, "start"),
      "cuBLASLt cannot start: " +
          std::string(cublaslt().cublasLtGetStatusString(CUBLAS_STATUS_ARCH_MISMATCH)) +
          "; a build with AUGURY_CUBLASLT=OFF does without it");
  CHECK_NOTHROW(check(CUDNN_STATUS_SUCCESS, "start"));
  CHECK_THROWS_WITH(check(CUDNN_STATUS_BAD_PARAM, "start"),
                    ContainsSubstring("cuDNN cannot start: CUDNN_STATUS_BAD_PARAM"));
}
