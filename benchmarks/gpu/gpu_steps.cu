// SPDX-License-Identifier: MIT
// The reference steps on a CUDA device, timed on request. compare_gpu_steps.py runs it; it answers
//   step NAME PRECISION COUNT   seconds a step takes, over COUNT steps with one wait at their end,
//                               after five untimed ones where another step was asked for before
//   recorded                    yes or no: whether the last step is replayed as one CUDA graph
//   info                        version and device
//   quit
// NAME is A, B, C, D, E or L (gpu_networks.hpp), PRECISION fp32, tf32 or bf16. What fails is answered by a
// line that starts with "error:".
#include "augury/cuda.cuh"

#include <cstdio>
#include <iostream>
#include <map>
#include <sstream>
#include <string>

#include "timed_step.hpp"

namespace gpu_reference {
struct A;
struct B;
struct C;
struct D;
struct E;
struct L;
}  // namespace gpu_reference

namespace {
using namespace augury;
using namespace gpu_reference;

using Maker = std::unique_ptr<TimedStep> (*)(Precision);
const std::map<std::string, Maker> makers{{"A", timed_step<A>}, {"B", timed_step<B>},
                                          {"C", timed_step<C>}, {"D", timed_step<D>},
                                          {"E", timed_step<E>}, {"L", timed_step<L>}};
const std::map<std::string, Precision> precisions{
    {"fp32", Precision::fp32}, {"tf32", Precision::tf32}, {"bf16", Precision::bf16}};

/// The step that was asked for last; one of them holds memory at a time.
struct Last {
  std::string name, precision;
  std::unique_ptr<TimedStep> step;

  TimedStep& at(const std::string& wanted, const std::string& in) {
    if (!step || wanted != name || in != precision) {
      step.reset();
      step = makers.at(wanted)(precisions.at(in));
      name = wanted, precision = in;
    }
    return *step;
  }
};

std::string answer(const std::string& line, Last& last) {
  std::istringstream words(line);
  std::ostringstream reply;
  std::string word, name, precision;
  int count = 0;
  words >> word >> name >> precision >> count;
  if (word == "info") {
    cudaDeviceProp properties{};
    cuda::check(cudaGetDeviceProperties(&properties, 0), "describe the device");
    reply << "augury " AUGURY_VERSION ", " << properties.name;
  } else if (word == "recorded" && last.step) {
    reply << (last.step->recorded() ? "yes" : "no");
  } else if (word == "step" && makers.count(name) && precisions.count(precision) && count > 0) {
    reply << last.at(name, precision).seconds(count);
  } else {
    reply << "error: expected 'step A|B|C|D|E|L fp32|tf32|bf16 COUNT', 'recorded' after it, 'info' "
             "or 'quit', found '"
          << line << "'";
  }
  return reply.str();
}

}  // namespace

int main() try {
  const Context<Cuda> there_is_a_device;
  Last last;
  for (std::string line; std::getline(std::cin, line) && line != "quit";) try {
      std::cout << answer(line, last) << std::endl;
    } catch (const std::exception& error) {
      std::cout << "error: " << error.what() << std::endl;
    }
} catch (const std::exception& error) {
  std::fprintf(stderr, "gpu_steps: %s\n", error.what());
  return 1;
}
