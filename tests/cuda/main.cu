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
  int devices = 0;
  if (!lists && (cudaGetDeviceCount(&devices) != cudaSuccess || devices == 0)) {
    std::puts("skipped: there is no CUDA device here");
    return 0;
  }
  return Catch::Session().run(count, words);
}
