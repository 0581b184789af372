// SPDX-License-Identifier: MIT
// cuBLASLt can be opened, and has all that is called of it, where no device is.
#include <dlfcn.h>

#include "augury/backend/cuda/cublaslt/functions.cuh"
#include "catch.hpp"
using namespace augury;
using Catch::Matchers::StartsWith;

TEST_CASE("cuBLASLt is opened when it is first used") {
  const std::string file = "libcublasLt.so." + std::to_string(CUBLAS_VER_MAJOR);
  const auto is_open = [&] { return dlopen(file.c_str(), RTLD_LAZY | RTLD_NOLOAD) != nullptr; };
  CHECK_FALSE(is_open());
  CHECK_THROWS_WITH(cuda::check(CUBLAS_STATUS_ARCH_MISMATCH, "start"),
                    StartsWith("cuBLASLt cannot start: the function"));
  CHECK(is_open());
  CHECK_NOTHROW(cuda::check(CUBLAS_STATUS_SUCCESS, "start"));
  CHECK_THROWS_AS(cuda::check(CUBLAS_STATUS_ALLOC_FAILED, "start"), OutOfMemory);
}
