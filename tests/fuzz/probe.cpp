// SPDX-License-Identifier: MIT
// probe: the headers of JPEG, PNG, BMP, WebP and TIFF.
#include "augury/images/probe.hpp"

#include "fuzz/input.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto file = std::as_bytes(std::span(data, size));
  fuzz::expect_errors_alone([&] {
    const augury::PictureHeader header = augury::probe(file);
    fuzz::require(
        header.width > 0 && header.width < 65'536 && header.height > 0 && header.height < 65'536,
        "probe: a picture has pixels, and not too many");
    fuzz::require(header.orientation >= 1 && header.orientation <= 8,
                  "probe: there are eight orientations");
    fuzz::require(header.sample_bytes <= 2 && header.channels <= 255, "probe: bytes of a pixel");
    if (header.format == augury::PictureFormat::png)
      fuzz::require(
          augury::detail::png_without_extras(augury::detail::ByteView(file)).size() <= size,
          "probe: leaving out chunks makes a PNG no larger");
  });
  return 0;
}
