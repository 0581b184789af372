// SPDX-License-Identifier: MIT
// A checkpoint with other contents, for tests of what is refused: its checksum is right.
#pragma once
#include <filesystem>

#include "augury/io/checksum.hpp"

inline void write_edited(const std::filesystem::path& path, augury::Safetensors file) {
  if (file.metadata.contains("checksum")) file.metadata["checksum"] = checksum(file.tensors);
  augury::write_safetensors(path, file.tensors, file.metadata);
}
