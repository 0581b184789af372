// SPDX-License-Identifier: MIT
// What write_dataset tells its caller: MadeImage, Gate and DatasetWritten.
#pragma once
#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "augury/data/dataset.hpp"
#include "augury/evaluate/near_copy.hpp"

namespace augury {

/// One image that was written.
struct MadeImage {
  std::uint64_t number = 0;  ///< with the seed and the label it says all
  std::int32_t label = 0;
  std::string file;                      ///< as in the manifest
  std::span<const std::uint8_t> pixels;  ///< (H, W, C), valid during the call
};

/// Says of made images, as a reader of their files would have them, which are kept: one Passage for
/// each. NearCopyGate (evaluate/near_copy.hpp) is one.
template <class Sample>
using Gate = std::function<std::vector<Passage>(const ImageSet<Sample>&)>;

/// What write_dataset did.
struct DatasetWritten {
  std::size_t images = 0;    ///< written
  std::size_t rejected = 0;  ///< made, but not kept by the gate
  std::size_t missing = 0;   ///< wanted, but given up after many rejected ones
};

}  // namespace augury
