// SPDX-License-Identifier: MIT
// What the fuzzed readers share: bytes as the files that they read, and what they may throw.
#pragma once
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

#include "augury/core/error.hpp"
#include "io/temporary_folder.hpp"

namespace fuzz {

inline std::string_view text_of(const std::uint8_t* data, std::size_t size) {
  return {reinterpret_cast<const char*>(data), size};
}

/// Two files from one input: the length of the first in two bytes, the lower one first, and then
/// both. What is missing is empty.
inline std::pair<std::string_view, std::string_view> two_files(std::string_view input) {
  if (input.size() < 2) return {};
  const auto low = static_cast<unsigned char>(input[0]),
             high = static_cast<unsigned char>(input[1]);
  input.remove_prefix(2);
  const std::size_t length = std::min<std::size_t>(low + 256u * high, input.size());
  return {input.substr(0, length), input.substr(length)};
}

/// The folder in which this program's files lie, in memory where there is a place for that; it goes
/// when the program ends.
inline std::filesystem::path folder() {
  static const bool in_memory = ::access("/dev/shm", W_OK) == 0;
  if (in_memory) ::setenv("TMPDIR", "/dev/shm", 0);  // where the user names no other
  static const TemporaryFolder folder;
  return folder / "";
}

/// A file of these bytes, in place of the one that was there.
inline std::filesystem::path file_of(std::string_view bytes, const std::string& name = "input") {
  const auto path = folder() / name;
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  if (!file.write(bytes.data(), static_cast<std::streamsize>(bytes.size())).flush())
    throw std::runtime_error("the fuzzer has no room for its files; see TMPDIR");
  return path;
}

/// Says of a reader, or of what it read, that something holds.
inline void require(bool holds, const char* law) {
  if (!holds) throw std::logic_error(law);
}

/// Calls a reader, which may throw augury::Error, a sentence on one line, and nothing else. Whether
/// it has read something; what is then done with that may throw nothing.
template <class Read>
bool expect_errors_alone(Read read) {
  try {
    read();
    return true;
  } catch (const augury::Error& error) {
    const std::string_view sentence = error.what();
    const auto is_control = [](unsigned char c) { return c < 0x20 || c == 0x7F; };
    require(!sentence.empty() && sentence.size() < 1000, "an error is a sentence");
    require(std::ranges::none_of(sentence, is_control), "an error has one line");
    return false;
  }
}

}  // namespace fuzz
