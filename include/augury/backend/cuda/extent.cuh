// SPDX-License-Identifier: MIT
#pragma once

namespace augury::cuda {

/// The sizes of one part of a problem: a phase, a bank, a share of the batch. They may be known on
/// the device alone.
struct Extent {
  int rows, columns, depth;
};

}  // namespace augury::cuda
