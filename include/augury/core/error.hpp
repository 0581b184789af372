// SPDX-License-Identifier: MIT
// Errors are one sentence each: what was expected, what was found, what to do.
#pragma once
#include <stdexcept>
#include <string>

namespace augury {

/// Something in the world is not as it should be: a file, a disk, numbers that are not finite.
/// Programs print the sentence and exit with status 1.
struct Error : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// The caller asked for something that cannot be: an option, a size, a combination.
/// Programs print the sentence and exit with status 2.
struct UsageError : Error {
  using Error::Error;
};

/// A device has no room for what a computation needs. A smaller batch needs less.
struct OutOfMemory : Error {
  using Error::Error;
};

}  // namespace augury
