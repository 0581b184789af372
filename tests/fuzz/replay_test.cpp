// SPDX-License-Identifier: MIT
// The fuzzers without libFuzzer: each input of the corpus, and 2,000 copies of it with damage that
// is the same every time.
#include <random>
#include <string>

#include "catch.hpp"
#include "fuzz/input.hpp"

// A program has one LLVMFuzzerTestOneInput; here each goes by the name of its reader.
#define LLVMFuzzerTestOneInput fuzz_idx
#include "fuzz/idx.cpp"
#undef LLVMFuzzerTestOneInput
#define LLVMFuzzerTestOneInput fuzz_cifar
#include "fuzz/cifar.cpp"
#undef LLVMFuzzerTestOneInput
#define LLVMFuzzerTestOneInput fuzz_safetensors
#include "fuzz/safetensors.cpp"
#undef LLVMFuzzerTestOneInput
#define LLVMFuzzerTestOneInput fuzz_checkpoint
#include "fuzz/checkpoint.cpp"
#undef LLVMFuzzerTestOneInput
#define LLVMFuzzerTestOneInput fuzz_checkpoint_info
#include "fuzz/checkpoint_info.cpp"
#undef LLVMFuzzerTestOneInput
#define LLVMFuzzerTestOneInput fuzz_json
#include "fuzz/json.cpp"
#undef LLVMFuzzerTestOneInput
#define LLVMFuzzerTestOneInput fuzz_manifest
#include "fuzz/manifest.cpp"
#undef LLVMFuzzerTestOneInput
#define LLVMFuzzerTestOneInput fuzz_npy
#include "fuzz/npy.cpp"
#undef LLVMFuzzerTestOneInput
#define LLVMFuzzerTestOneInput fuzz_png
#include "fuzz/png.cpp"
#undef LLVMFuzzerTestOneInput
#define LLVMFuzzerTestOneInput fuzz_probe
#include "fuzz/probe.cpp"
#undef LLVMFuzzerTestOneInput

namespace {

/// The bytes with up to four changes: a byte other, a piece twice or away, bytes more, or the end cut.
std::string damaged(std::string bytes, std::mt19937& random) {
  const auto below = [&](std::size_t end) { return static_cast<std::size_t>(random()) % end; };
  for (std::size_t changes = 1 + below(4); changes > 0; --changes) {
    const std::size_t at = below(bytes.size() + 1);
    const std::size_t length = std::min(below(16), bytes.size() - at);
    switch (below(6)) {
      case 0:
        bytes.resize(at);
        break;
      case 1:
        bytes.insert(at, 1 + below(8), static_cast<char>(random()));
        break;
      case 2:
        bytes.insert(at, bytes.substr(at, length));
        break;
      case 3:
        bytes.erase(at, length);
        break;
      default:
        if (at < bytes.size()) bytes[at] = static_cast<char>(random());
    }
  }
  return bytes;
}

/// What a reader throws for some bytes and should not; "" for nothing.
template <class Read>
std::string offence(Read read, const std::string& bytes) {
  try {
    read(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size());
  } catch (const std::exception& error) {
    return error.what();
  }
  return "";
}

template <class Read>
void replay(const std::string& reader, Read read) {
  int seeds = 0;
  for (const auto& entry :
       std::filesystem::directory_iterator(std::filesystem::path(AUGURY_FUZZ_CORPUS) / reader)) {
    const std::string seed = text_of(entry.path());
    CAPTURE(entry.path().string());
    REQUIRE(offence(read, seed) == "");
    std::mt19937 random(1);
    for (int copy = 0; copy < 2000; ++copy) {
      const std::string found = offence(read, damaged(seed, random));
      if (found.empty()) continue;
      CAPTURE(copy);
      REQUIRE(found == "");
    }
    ++seeds;
  }
  CHECK(seeds > 0);
}

}  // namespace

TEST_CASE("damaged idx files") { replay("idx", fuzz_idx); }
TEST_CASE("damaged CIFAR-10 batches") { replay("cifar", fuzz_cifar); }
TEST_CASE("damaged safetensors") { replay("safetensors", fuzz_safetensors); }
TEST_CASE("damaged checkpoints") { replay("checkpoint", fuzz_checkpoint); }
TEST_CASE("damaged metadata of checkpoints") { replay("checkpoint_info", fuzz_checkpoint_info); }
TEST_CASE("damaged JSON") { replay("json", fuzz_json); }
TEST_CASE("damaged manifests") { replay("manifest", fuzz_manifest); }
TEST_CASE("damaged npy files") { replay("npy", fuzz_npy); }
TEST_CASE("damaged PNG files") { replay("png", fuzz_png); }
TEST_CASE("damaged headers of pictures") { replay("probe", fuzz_probe); }
