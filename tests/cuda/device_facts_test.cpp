// SPDX-License-Identifier: MIT
// What is said of CUDA devices, and where there is none to use, or none with room.
#define AUGURY_CUDA_ON_HOST
#include "augury/backend/cuda/device_facts.cuh"

#include "augury/cuda.cuh"
#include "catch.hpp"
using namespace augury;
using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::Message;

TEST_CASE("a device is described by number, name, compute capability and memory") {
  CHECK(cuda::words_on({1, "Some GPU", 8, 6, std::size_t{24} << 30, std::size_t{45} << 29}) ==
        "device 1 (Some GPU), compute capability 8.6, 22.5 GiB of 24.0 GiB free");
  CHECK(cuda::words_on({0, "Old GPU", 7, 5, 1 << 30, 1 << 29, 75}) ==
        "device 0 (Old GPU), compute capability 7.5, 512 MiB of 1.0 GiB free, kernels compiled for "
        "7.5: tf32 and bf16 are slow");
  CHECK_THAT(cuda::words_on({0, "GPU", 8, 0, 0, 0, 80}), !ContainsSubstring("slow"));
  CHECK(cuda::readable_memory(std::size_t{512} << 20) == "512 MiB");
}

TEST_CASE("a driver that is too old is told with both versions") {
  CHECK(cuda::old_driver(12040, 13000) ==
        "the NVIDIA driver here goes up to CUDA 12.4, and augury was built with CUDA 13.0; install "
        "a newer driver, or use --device cpu");
}

TEST_CASE("a device is found by its number, and all are named for a number that none has") {
  const std::vector<cuda::DeviceFacts> two{{0, "First", 9, 0}, {1, "Second", 8, 0}};
  CHECK(cuda::device_of(two, 0).name == "First");
  CHECK(cuda::device_of(two, 1).name == "Second");
  CHECK_THROWS_AS(cuda::device_of(two, -1), UsageError);
  CHECK_THROWS_MATCHES(cuda::device_of(two, 2), UsageError,
                       Message("there is no CUDA device 2, of the 2 here: 0 (First), 1 (Second); "
                               "name one of them"));
  CHECK_THROWS_AS(Context<Cuda>(Machine{.device = 1}), UsageError);
}

TEST_CASE("memory that is not there is an error of its own, and what was taken comes back") {
  Context<Cuda> ctx;
  const std::size_t free = cuda::free_memory();
  {
    const Buffer<float, Cuda> some(ctx, 1000);
    CHECK(cuda::free_memory() == free - 4000);
    CHECK_THROWS_AS((Buffer<char, Cuda>(ctx, free)), OutOfMemory);
    CHECK_THROWS_WITH((Buffer<char, Cuda>(ctx, free)), ContainsSubstring("has no room for"));
  }
  CHECK(cuda::free_memory() == free);
}
