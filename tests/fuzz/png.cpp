// SPDX-License-Identifier: MIT
// read_png. What it read is written, and must be the same when it is read again.
#include "augury/io/image.hpp"
#include "fuzz/input.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto path = fuzz::file_of(fuzz::text_of(data, size));
  augury::Picture first;
  if (!fuzz::expect_errors_alone([&] { first = augury::read_png(path); })) return 0;
  augury::write_png(path, first);
  const augury::Picture second = augury::read_png(path);
  fuzz::require(second.height == first.height && second.width == first.width &&
                    second.channels == first.channels && second.pixels == first.pixels,
                "PNG: a picture is kept");
  return 0;
}
