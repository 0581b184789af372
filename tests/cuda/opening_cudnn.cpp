// SPDX-License-Identifier: MIT
// cuDNN can be opened, and has all that is called of it, where no device is.
#include <dlfcn.h>

#include "augury/backend/cuda/cudnn/functions.cuh"
#include "catch.hpp"
using namespace augury;
using Catch::Matchers::StartsWith;

TEST_CASE("cuDNN is opened when it is first used") {
  const std::string file = "libcudnn.so." + std::to_string(CUDNN_MAJOR);
  const auto is_open = [&] { return dlopen(file.c_str(), RTLD_LAZY | RTLD_NOLOAD) != nullptr; };
  CHECK_FALSE(is_open());
  CHECK_THROWS_WITH(cuda::check(CUDNN_STATUS_BAD_PARAM, "start"),
                    StartsWith("cuDNN cannot start: CUDNN_STATUS_BAD_PARAM"));
  CHECK(is_open());
  CHECK_NOTHROW(cuda::check(CUDNN_STATUS_SUCCESS, "start"));
  CHECK_THROWS_AS(cuda::check(CUDNN_STATUS_INTERNAL_ERROR_DEVICE_ALLOCATION_FAILED, "start"),
                  OutOfMemory);
}
