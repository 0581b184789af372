// SPDX-License-Identifier: MIT
// Tests that need a CUDA device say so where there is none.
#define CATCH_CONFIG_RUNNER
#include <cstdio>
#include <cstring>

#include "catch.hpp"

#if defined(AUGURY_HOST_IS_CLANG) && !defined(__clang__)
#error "CMAKE_CUDA_HOST_COMPILER names clang, and nvcc was given another host compiler"
#endif

int main(int count, char** words) {
  bool lists = false;
  for (int i = 1; i < count; ++i) lists = lists || std::strncmp(words[i], "--list", 6) == 0;
  int devices = 0, driver = 0;
  const cudaError_t found = lists ? cudaSuccess : cudaGetDeviceCount(&devices);
  cudaDriverGetVersion(&driver);  // 0: there is none
  const bool no_driver = found == cudaErrorInsufficientDriver && driver == 0;
  if (!lists && (found == cudaErrorNoDevice || no_driver)) {
    std::puts("skipped: there is no CUDA device here");
    return 0;
  }
  if (found != cudaSuccess) {
    std::printf("there may be a CUDA device here, but CUDA says: %s\n", cudaGetErrorString(found));
    return 1;
  }
  const int failed = Catch::Session().run(count, words);
  if (!lists) cudaDeviceReset();  // leaks are counted where a device is left
  return failed;
}
