// SPDX-License-Identifier: MIT
// What a verb computes on: --device, --threads, and the first line that it prints.
#pragma once
#include <charconv>
#include <cstdint>
#include <cstdio>
#include <string>
#include <string_view>
#include <system_error>

#include "program.hpp"

#include "augury/core/config.hpp"
#include "augury/core/context.hpp"
#include "augury/train/gan.hpp"

namespace program {

constexpr int most_threads = 1024;

inline Options& add_device(Options& options) {
  return options.add("device", "cpu|cuda|cuda:N", "what to compute on (cpu); N counts from 0");
}
// What every verb that computes can be told.
inline Options& add_machine(Options& options) {
  return add_device(options)
      .add("precision", "fp32|tf32|bf16",
           "what a CUDA device rounds the operands of products to (fp32)")
      .add("threads", "N", "threads, 1 to 1024; the result does not depend on them (one per core)");
}
inline bool asks_for_cuda(const Options& options) {
  return options.text("device", "cpu").starts_with("cuda");
}
/// The number of the CUDA device. Throws UsageError for a device that has no name.
inline int device_number(const Options& options) {
  const std::string device = options.text("device", "cpu");
  if (device == "cpu" || device == "cuda") return 0;
  constexpr std::string_view begin = "cuda:";
  const std::string digits = device.substr(std::min(begin.size(), device.size()));
  if (!device.starts_with(begin) || digits.empty() ||
      digits.find_first_not_of("0123456789") != digits.npos)
    options.fail("--device takes cpu, cuda or cuda:N, not '" + device + "'");
  int number = 0;
  if (std::from_chars(digits.data(), digits.data() + digits.size(), number).ec != std::errc())
    options.fail("there is no CUDA device " + digits +
                 "; devices count from 0, and --device cuda:0 is the first");
  return number;
}
/// Throws UsageError for what is no precision, and for one that the device does not have.
inline augury::Precision precision(const Options& options) {
  const std::string name = options.text("precision", "fp32");
  for (const augury::Precision p :
       {augury::Precision::fp32, augury::Precision::tf32, augury::Precision::bf16}) {
    if (augury::name_of(p) != name) continue;
    if (p != augury::Precision::fp32 && !asks_for_cuda(options))
      options.fail("--precision " + name + " needs --device cuda; the CPU computes in fp32");
    return p;
  }
  options.fail("--precision takes fp32, tf32 or bf16, not '" + name + "'");
}
inline augury::GanOptions gan_options(const Options& options, std::uint64_t seed) {
  return {seed, options.integer("threads", 0, 1, most_threads), device_number(options),
          precision(options)};
}

/// What the program computes with: the first line that it prints.
template <class Backend>
void print_backend(const augury::Context<Backend>& context) {
  std::printf("augury %s: backend %s, %s\n", AUGURY_VERSION, Backend::name,
              describe_machine(context).c_str());
  std::fflush(stdout);
}

}  // namespace program
