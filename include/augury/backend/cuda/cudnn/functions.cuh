// SPDX-License-Identifier: MIT
// What is called of cuDNN.
#pragma once
#include <cudnn.h>

#include <cstddef>
#include <string>

#include "augury/backend/cuda/shared_library.cuh"

namespace augury::cuda {

constexpr std::size_t oldest_cudnn = 90800;
static_assert(
    CUDNN_VERSION >= oldest_cudnn,
    "augury asks cuDNN for ways to convolve by a device's properties, which cuDNN 9.8 and "
    "later answer: install one of these, or build without AUGURY_CUDNN");

struct Cudnn {
  SharedLibrary file{"cuDNN", "libcudnn.so." + std::to_string(CUDNN_MAJOR), "AUGURY_CUDNN"};
  AUGURY_FUNCTION_OF_FILE(cudnnBackendCreateDescriptor);
  AUGURY_FUNCTION_OF_FILE(cudnnBackendDestroyDescriptor);
  AUGURY_FUNCTION_OF_FILE(cudnnBackendExecute);
  AUGURY_FUNCTION_OF_FILE(cudnnBackendFinalize);
  AUGURY_FUNCTION_OF_FILE(cudnnBackendGetAttribute);
  AUGURY_FUNCTION_OF_FILE(cudnnBackendSetAttribute);
  AUGURY_FUNCTION_OF_FILE(cudnnCreate);
  AUGURY_FUNCTION_OF_FILE(cudnnDestroy);
  AUGURY_FUNCTION_OF_FILE(cudnnGetErrorString);
  AUGURY_FUNCTION_OF_FILE(cudnnGetVersion);
  AUGURY_FUNCTION_OF_FILE(cudnnSetStream);

  /// Throws Error for one that is older than the program wants, which the loader may well find.
  Cudnn() {
    if (const std::size_t version = cudnnGetVersion(); version < oldest_cudnn)
      file.refuse("version 9.8 or later is needed, and " + std::to_string(version / 10000) + "." +
                  std::to_string(version / 100 % 100) + " was found");
  }
};

/// Opens the library the first time. Throws Error.
inline const Cudnn& cudnn() {
  static const auto* const opened = new Cudnn;  // until the program ends, whoever ends before
  return *opened;
}

/// Throws Error with what went wrong, OutOfMemory where there was no room.
inline void check(cudnnStatus_t status, const char* what) {
  if (status == CUDNN_STATUS_SUCCESS) return;
  const char* why = cudnn().cudnnGetErrorString(status);
  if (status == CUDNN_STATUS_INTERNAL_ERROR_DEVICE_ALLOCATION_FAILED)
    cudnn().file.fail<OutOfMemory>(what, why);
  cudnn().file.fail(what, why);
}

}  // namespace augury::cuda
