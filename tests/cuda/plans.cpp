// SPDX-License-Identifier: MIT
// What cuDNN answers for an H100, which need not be there: its description is enough.
#include "augury/backend/cuda/cudnn/plan.cuh"

#include <cstdio>

#include "catch.hpp"
using namespace augury;
using namespace augury::cuda;

/// For LeakSanitizer: what a library of NVIDIA's keeps is not ours.
extern "C" const char* __lsan_default_suppressions() { return "leak:libcublasLt"; }

namespace {

constexpr const char* h100 = R"({"deviceName": "H100", "deviceVer": 900, "driverVer": 13000,
  "cudaDeviceId": 0, "totalGlobalMem": 85000000000, "multiProcessorCount": 132,
  "maxGridSize": [2147483647, 65535, 65535], "maxBlockSize": [1024, 1024, 64], "warpSize": 32,
  "regsPerBlock": 65536, "maxRegistersPerSM": 65536, "maxThreadsPerBlock": 1024,
  "maxThreadsPerSM": 2048, "maxCtasPerSM": 32, "maxSharedMemoryPerBlock": 49152,
  "maxSharedMemoryPerBlockOptin": 232448, "reservedSharedMemoryPerBlock": 1024,
  "smClockRateKHz": 1980000, "memClockRateKHz": 2619000, "l2CacheSize": 52428800,
  "pciDeviceId": 0, "isTccDriver": 0, "supportCoopLaunch": 1})";

struct Window {
  ConvolutionShape::Image big, small;
  ConvolutionShape::Axis axis;
};
const Window windows[] = {
    // mnist
    {{28, 28, 1}, {14, 14, 32}, {4, 2, 1}},
    {{14, 14, 32}, {7, 7, 64}, {4, 2, 1}},
    // cifar10 and folder
    {{32, 32, 3}, {16, 16, 64}, {4, 2, 1}},
    {{16, 16, 64}, {8, 8, 128}, {4, 2, 1}},
    {{8, 8, 128}, {4, 4, 256}, {4, 2, 1}},
    {{128, 128, 3}, {64, 64, 16}, {4, 2, 1}},
    // others
    {{8, 8, 64}, {4, 4, 64}, {3, 2, 0}},
    {{16, 16, 128}, {16, 16, 64}, {1, 1, 0}},
    {{8, 8, 256}, {8, 8, 512}, {3, 1, 1}},
};

/// cuDNN's description of an H100; says why where it wants another one.
std::optional<Descriptor> described() {
  cudnn();  // has to be there
  try {
    return device_properties(std::string(h100));
  } catch (const Error& error) {
    std::printf("skipped: this cuDNN describes devices in another way (%s)\n", error.what());
    return {};
  }
}
bool has(const ConvolutionPlan& way, cudnnBackendNumericalNote_t trait) {
  const auto all = traits_of(way.engine).value();
  return std::ranges::find(all, trait) != all.end();
}

}  // namespace

TEST_CASE("cuDNN has ways for an H100, as exact as was asked for and the same each time") {
  const auto device = described();
  if (!device) return;
  int by_matrix_units = 0;
  for (const Window& w : windows)
    for (const Pass pass : {Pass::correlate, Pass::spread, Pass::weight})
      for (const Precision precision : {Precision::fp32, Precision::tf32}) {
        CAPTURE(w.big.height, w.big.channels, w.small.channels, int(pass), int(precision));
        const auto way = plan_of(*device, {pass, 64, w.big, w.small, w.axis, w.axis}, precision);
        REQUIRE(way);
        CHECK(way->bytes <= std::size_t{256} << 20);
        for (const auto trait :
             {CUDNN_NUMERICAL_NOTE_NONDETERMINISTIC, CUDNN_NUMERICAL_NOTE_DOWN_CONVERT_INPUTS,
              CUDNN_NUMERICAL_NOTE_REDUCED_PRECISION_REDUCTION, CUDNN_NUMERICAL_NOTE_WINOGRAD})
          CHECK(!has(*way, trait));
        const bool units = has(*way, CUDNN_NUMERICAL_NOTE_TENSOR_CORE);
        if (precision == Precision::fp32) CHECK(!units);
        by_matrix_units += units ? 1 : 0;
      }
  CHECK(by_matrix_units > 0);  // tf32 is faster than fp32 for these
}

TEST_CASE("cuDNN adds the bias of a convolution by itself") {
  const auto device = described();
  if (!device) return;
  for (const Window& w : windows)
    for (const Precision precision : {Precision::fp32, Precision::tf32}) {
      CAPTURE(w.big.height, w.big.channels, w.small.channels, int(precision));
      CHECK(
          plan_of(*device, {Pass::correlate, 64, w.big, w.small, w.axis, w.axis, true}, precision));
    }
}

TEST_CASE("cuDNN is not asked for what it would count otherwise") {
  using Axis = ConvolutionShape::Axis;
  CHECK(Axis{4, 2, 1}.makes(32, 16));
  CHECK(Axis{3, 2, 0}.makes(8, 4));    // one zero behind
  CHECK(Axis{1, 4, 0}.makes(8, 2));    // three pixels that nobody looks at
  CHECK(!Axis{1, 4, 0}.makes(16, 2));  // it would make four
  CHECK(!Axis{9, 1, 0}.makes(4, 0));
}

TEST_CASE("cuDNN has no way for what it would count otherwise") {
  const auto device = described();
  if (!device) return;
  CHECK(!plan_of(*device, {Pass::correlate, 8, {16, 16, 8}, {2, 2, 8}, {1, 4, 0}, {1, 4, 0}},
                 Precision::fp32));
}
