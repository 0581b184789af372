// SPDX-License-Identifier: MIT
// Single kernels on a CUDA device, timed on request. compare_gpu_kernels.py runs it; it answers
//   list                      names with operations and bytes, between tabs
//   kernel N PRECISION COUNT  seconds that the Nth of them takes, over COUNT with one wait at their
//                             end, after three untimed ones
//   info                      version and device
//   quit
// PRECISION is fp32, tf32 or bf16. What fails is answered by a line that starts with "error:".
#include "augury/cuda.cuh"

#include <chrono>
#include <cstdio>
#include <iostream>
#include <map>
#include <memory>
#include <sstream>
#include <string>

#include "kernel_jobs.hpp"

namespace {
using namespace augury;

class Timed {
 public:
  explicit Timed(Precision precision)
      : ctx_(Machine{.precision = precision}), jobs_(ctx_, images, argument_sets) {}

  const std::vector<kernel_jobs::Job>& jobs() const { return jobs_.all(); }
  double seconds(std::size_t number, int count) {
    const auto& start = jobs()[number].start;
    for (int i = 0; i < 3; ++i) start();
    ctx_.synchronize();
    const auto begin = std::chrono::steady_clock::now();
    for (int i = 0; i < count; ++i) start();
    ctx_.synchronize();
    const std::chrono::duration<double> time = std::chrono::steady_clock::now() - begin;
    return time.count() / count;
  }

 private:
  // Before an argument comes again, a job has touched 200 MB and more: no cache of a card has that.
  static constexpr int images = 1024, argument_sets = 4;

  Context<Cuda> ctx_;
  kernel_jobs::Jobs<Cuda> jobs_;
};

/// The kernels in the precision that was asked for last: the memory of one set is enough.
class Kernels {
 public:
  Timed& in(Precision precision) {
    if (!timed_ || precision != precision_) {
      timed_.reset();
      timed_ = std::make_unique<Timed>(precision_ = precision);
    }
    return *timed_;
  }

 private:
  Precision precision_ = Precision::fp32;
  std::unique_ptr<Timed> timed_;
};

const std::map<std::string, Precision> precisions{
    {"fp32", Precision::fp32}, {"tf32", Precision::tf32}, {"bf16", Precision::bf16}};

std::string answer(const std::string& line, Kernels& kernels) {
  std::istringstream words(line);
  std::ostringstream reply;
  std::string word, precision;
  std::size_t number = 0;
  int count = 0;
  words >> word >> number >> precision >> count;
  if (word == "info") {
    cudaDeviceProp properties{};
    cuda::check(cudaGetDeviceProperties(&properties, 0), "describe the device");
    reply << "augury " AUGURY_VERSION ", " << properties.name;
  } else if (word == "list") {
    for (const auto& job : kernels.in(Precision::fp32).jobs())
      reply << job.name << '\t' << job.operations << '\t' << job.bytes << '\t';
  } else if (word == "kernel" && precisions.count(precision) && count > 0 &&
             number < kernels.in(precisions.at(precision)).jobs().size()) {
    reply << kernels.in(precisions.at(precision)).seconds(number, count);
  } else {
    reply << "error: expected 'kernel N fp32|tf32|bf16 COUNT', 'list', 'info' or 'quit', found '"
          << line << "'";
  }
  return reply.str();
}

}  // namespace

int main() try {
  const Context<Cuda> there_is_a_device;
  Kernels kernels;
  for (std::string line; std::getline(std::cin, line) && line != "quit";) try {
      std::cout << answer(line, kernels) << std::endl;
    } catch (const std::exception& error) {
      std::cout << "error: " << error.what() << std::endl;
    }
} catch (const std::exception& error) {
  std::fprintf(stderr, "gpu_kernels: %s\n", error.what());
  return 1;
}
