// SPDX-License-Identifier: MIT
// What there is to know of a CUDA device, and the sentences where there is none to use. Nothing here
// asks CUDA, so that all of it is tested without a device.
#pragma once
#include <cstddef>
#include <cstdio>
#include <string>
#include <vector>

#include "augury/core/error.hpp"

namespace augury::cuda {

struct DeviceFacts {
  int number = 0;
  std::string name;
  int major = 0, minor = 0;  ///< compute capability
  std::size_t memory = 0;    ///< bytes
  std::size_t free = 0;      ///< bytes of them that nobody used when it was asked
  int compiled_for = 0;      ///< what its kernels were compiled for: 90 is 9.0; 0: not known
};

/// "79.1 GiB", "512 MiB"
inline std::string readable_memory(std::size_t bytes) {
  const bool large = bytes >= std::size_t{1} << 30;
  char text[32];
  std::snprintf(text, sizeof text, large ? "%.1f GiB" : "%.0f MiB",
                static_cast<double>(bytes) / (large ? 1 << 30 : 1 << 20));
  return text;
}

/// "device 0 (NVIDIA H100), compute capability 9.0, 78.6 GiB of 79.1 GiB free", and what is slow where
/// the kernels were compiled without matrix units.
inline std::string words_on(const DeviceFacts& device) {
  return "device " + std::to_string(device.number) + " (" + device.name + "), compute capability " +
         std::to_string(device.major) + "." + std::to_string(device.minor) + ", " +
         readable_memory(device.free) + " of " + readable_memory(device.memory) + " free" +
         (device.compiled_for > 0 && device.compiled_for < 80
              ? ", kernels compiled for " + std::to_string(device.compiled_for / 10) + "." +
                    std::to_string(device.compiled_for % 10) + ": tf32 and bf16 are slow"
              : "");
}

inline std::string no_device() {
  return "there is no CUDA device here, or no NVIDIA driver for it; use --device cpu";
}

/// Versions as CUDA counts them: 12040 is 12.4.
inline std::string old_driver(int driver, int runtime) {
  const auto words = [](int version) {
    return std::to_string(version / 1000) + "." + std::to_string(version % 1000 / 10);
  };
  return "the NVIDIA driver here goes up to CUDA " + words(driver) +
         ", and augury was built with CUDA " + words(runtime) +
         "; install a newer driver, or use --device cpu";
}

inline std::string no_kernels() {
  return "augury was compiled for other NVIDIA devices than this one; build it with a "
         "CMAKE_CUDA_ARCHITECTURES that names this one's compute capability, or use --device cpu";
}

inline std::string no_room(std::size_t bytes) {
  return "the CUDA device has no room for " + std::to_string((bytes >> 20) + 1) +
         " MiB more; use a smaller batch, another device or --device cpu";
}

/// The device of a number. Throws UsageError, which names all there are, for another number.
inline DeviceFacts device_of(const std::vector<DeviceFacts>& devices, int number) {
  for (const DeviceFacts& device : devices)
    if (device.number == number) return device;
  std::string names;
  for (const DeviceFacts& device : devices)
    names += (names.empty() ? "" : ", ") + std::to_string(device.number) + " (" + device.name + ")";
  throw UsageError("there is no CUDA device " + std::to_string(number) + ", of the " +
                   std::to_string(devices.size()) + " here: " + names + "; name one of them");
}

}  // namespace augury::cuda
