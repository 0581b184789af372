// SPDX-License-Identifier: MIT
// read_cifar10. Input: the file of class names, which is left out where it is empty, and a batch,
// as two_files has them.
#include "augury/data/cifar.hpp"

#include "fuzz/input.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto [names, batch] = fuzz::two_files(fuzz::text_of(data, size));
  const auto names_file = fuzz::file_of(names, "batches.meta.txt");
  if (names.empty()) std::filesystem::remove(names_file);
  fuzz::file_of(batch, "test_batch.bin");
  fuzz::expect_errors_alone([] {
    const auto set = augury::read_cifar10(fuzz::folder(), "test");
    fuzz::require(set.classes() == 10, "read_cifar10: there are ten classes");
  });
  return 0;
}
