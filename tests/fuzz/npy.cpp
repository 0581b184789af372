// SPDX-License-Identifier: MIT
// read_npy. What it read is written, and must be the same when it is read again.
#include "augury/io/npy.hpp"

#include <cstring>

#include "fuzz/input.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto path = fuzz::file_of(fuzz::text_of(data, size));
  augury::NpyArray first;
  if (!fuzz::expect_errors_alone([&] { first = augury::read_npy(path); })) return 0;
  augury::write_npy(path, first.shape, first.values);
  const augury::NpyArray second = augury::read_npy(path);
  fuzz::require(second.shape == first.shape && second.values.size() == first.values.size(),
                "npy: the shape is kept");
  // Bits, for NaN is not equal to itself.
  fuzz::require(first.values.empty() || std::memcmp(second.values.data(), first.values.data(),
                                                    first.values.size() * sizeof(float)) == 0,
                "npy: the values are kept");
  return 0;
}
