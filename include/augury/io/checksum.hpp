// SPDX-License-Identifier: MIT
// A checksum of tensors: a bit that a disk or a copy lost is noticed, where every other check sees
// a number like any other.
#pragma once
#include <zlib.h>

#include <cstddef>
#include <cstdio>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "augury/io/safetensors.hpp"

namespace augury {

/// CRC-32 (as in gzip) of the names and bytes of tensors, whatever their order, as 8 digits.
inline std::string checksum(const std::vector<NamedTensor>& tensors) {
  std::map<std::string_view, const NamedTensor*> by_name;
  for (const NamedTensor& tensor : tensors) by_name[tensor.name] = &tensor;
  uLong sum = crc32(0, nullptr, 0);
  const auto add = [&](const void* bytes, std::size_t count) {
    sum = crc32_z(sum, static_cast<const Bytef*>(bytes), count);
  };
  for (const auto& [name, tensor] : by_name) {
    add(name.data(), name.size());
    if (!tensor->data.empty()) add(tensor->data.data(), tensor->data.size());
  }
  char text[9];
  std::snprintf(text, sizeof text, "%08lx", static_cast<unsigned long>(sum));
  return text;
}

}  // namespace augury
