// SPDX-License-Identifier: MIT
// read_safetensors. What it read is written, and must be the same when it is read again.
#include "augury/io/safetensors.hpp"

#include "fuzz/input.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto path = fuzz::file_of(fuzz::text_of(data, size));
  augury::Safetensors first;
  if (!fuzz::expect_errors_alone([&] { first = augury::read_safetensors(path); })) return 0;
  augury::write_safetensors(path, first.tensors, first.metadata);
  const augury::Safetensors second = augury::read_safetensors(path);
  fuzz::require(second.tensors.size() == first.tensors.size(), "safetensors: none is lost");
  fuzz::require(second.metadata == first.metadata, "safetensors: metadata are kept");
  for (const augury::NamedTensor& tensor : first.tensors) {
    const augury::NamedTensor& again = second.at(tensor.name);
    fuzz::require(
        again.shape == tensor.shape && again.dtype == tensor.dtype && again.data == tensor.data,
        "safetensors: a tensor is kept");
  }
  return 0;
}
