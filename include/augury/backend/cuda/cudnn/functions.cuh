// SPDX-License-Identifier: MIT
// What is called of cuDNN.
#pragma once
#include <cudnn.h>

#include <string>

#include "augury/backend/cuda/shared_library.cuh"

static_assert(
    CUDNN_VERSION >= 90800,
    "augury asks cuDNN for ways to convolve by a device's properties, which cuDNN 9.8 and "
    "later answer: install one of these, or build without AUGURY_CUDNN");

namespace augury::cuda {

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
  AUGURY_FUNCTION_OF_FILE(cudnnSetStream);
};

/// Throws Error, and opens the library the first time.
inline const Cudnn& cudnn() {
  static const Cudnn opened;
  return opened;
}

/// Throws Error with the name of what went wrong.
inline void check(cudnnStatus_t status, const char* what) {
  if (status == CUDNN_STATUS_SUCCESS) return;
  throw Error(std::string("cuDNN cannot ") + what + ": " + cudnn().cudnnGetErrorString(status) +
              "; a build with AUGURY_CUDNN=OFF does without it");
}

}  // namespace augury::cuda
