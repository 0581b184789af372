// SPDX-License-Identifier: MIT
// NVIDIA's libraries can be opened, and have all that is called of them, where no device is.
#include <dlfcn.h>

#include "augury/backend/cuda/cublaslt/functions.cuh"
#include "augury/backend/cuda/cudnn/functions.cuh"
#include "catch.hpp"
using namespace augury::cuda;
using Catch::Matchers::StartsWith;

namespace {

bool is_open(std::string file, int version) {
  file += std::to_string(version);
  return dlopen(file.c_str(), RTLD_LAZY | RTLD_NOLOAD) != nullptr;
}

}  // namespace

TEST_CASE("NVIDIA's libraries are opened when they are first used") {
  CHECK_FALSE(is_open("libcublasLt.so.", CUBLAS_VER_MAJOR));
  CHECK_THROWS_WITH(check(CUBLAS_STATUS_ARCH_MISMATCH, "start"),
                    StartsWith("cuBLASLt cannot start: the function requires"));
  CHECK(is_open("libcublasLt.so.", CUBLAS_VER_MAJOR));
  CHECK_NOTHROW(check(CUBLAS_STATUS_SUCCESS, "start"));

  CHECK_FALSE(is_open("libcudnn.so.", CUDNN_MAJOR));
  CHECK_THROWS_WITH(check(CUDNN_STATUS_BAD_PARAM, "start"),
                    StartsWith("cuDNN cannot start: CUDNN_STATUS_BAD_PARAM; "));
  CHECK(is_open("libcudnn.so.", CUDNN_MAJOR));
  CHECK_NOTHROW(check(CUDNN_STATUS_SUCCESS, "start"));
}
