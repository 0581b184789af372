// SPDX-License-Identifier: MIT
// read_idx. Input: the file of labels and that of images, as two_files has them.
#include "augury/data/idx.hpp"

#include "fuzz/input.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto [labels, images] = fuzz::two_files(fuzz::text_of(data, size));
  fuzz::file_of(labels, "train-labels-idx1-ubyte");
  fuzz::file_of(images, "train-images-idx3-ubyte");
  fuzz::expect_errors_alone([] {
    const auto set = augury::read_idx<augury::Shape<2, 3, 1>>(fuzz::folder(), "train");
    fuzz::require(set.pixels().size() == 6 * set.size(), "read_idx: every image is whole");
  });
  return 0;
}
