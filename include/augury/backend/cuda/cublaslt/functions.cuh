// SPDX-License-Identifier: MIT
// What is called of cuBLASLt.
#pragma once
#include <cublasLt.h>

#include <string>

#include "augury/backend/cuda/shared_library.cuh"

namespace augury::cuda {

struct CublasLt {
  SharedLibrary file{"cuBLASLt", "libcublasLt.so." + std::to_string(CUBLAS_VER_MAJOR),
                     "AUGURY_CUBLASLT"};
  AUGURY_FUNCTION_OF_FILE(cublasLtCreate);
  AUGURY_FUNCTION_OF_FILE(cublasLtDestroy);
  AUGURY_FUNCTION_OF_FILE(cublasLtGetStatusString);
  AUGURY_FUNCTION_OF_FILE(cublasLtMatmul);
  AUGURY_FUNCTION_OF_FILE(cublasLtMatmulAlgoGetHeuristic);
  AUGURY_FUNCTION_OF_FILE(cublasLtMatmulDescCreate);
  AUGURY_FUNCTION_OF_FILE(cublasLtMatmulDescDestroy);
  AUGURY_FUNCTION_OF_FILE(cublasLtMatmulDescSetAttribute);
  AUGURY_FUNCTION_OF_FILE(cublasLtMatmulPreferenceCreate);
  AUGURY_FUNCTION_OF_FILE(cublasLtMatmulPreferenceDestroy);
  AUGURY_FUNCTION_OF_FILE(cublasLtMatmulPreferenceSetAttribute);
  AUGURY_FUNCTION_OF_FILE(cublasLtMatrixLayoutCreate);
  AUGURY_FUNCTION_OF_FILE(cublasLtMatrixLayoutDestroy);
};

/// Opens the library the first time. Throws Error.
inline const CublasLt& cublaslt() {
  static const auto* const opened = new CublasLt;  // until the program ends, whoever ends before
  return *opened;
}

/// Throws Error with what went wrong, OutOfMemory where there was no room.
inline void check(cublasStatus_t status, const char* what) {
  if (status == CUBLAS_STATUS_SUCCESS) return;
  const char* why = cublaslt().cublasLtGetStatusString(status);
  if (status == CUBLAS_STATUS_ALLOC_FAILED) cublaslt().file.fail<OutOfMemory>(what, why);
  cublaslt().file.fail(what, why);
}

}  // namespace augury::cuda
