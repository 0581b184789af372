# augury_cudnn: NVIDIA's cuDNN, 9.8 or later, where it is beside nvcc or on the usual paths. A part of
# find_cuda_libraries.cmake.
if(NOT EXISTS "${AUGURY_CUDNN_INCLUDE}/cudnn_version.h" OR NOT EXISTS "${AUGURY_CUDNN_LIBRARY}")
  unset(AUGURY_CUDNN_INCLUDE CACHE)  # it is no longer where it was
  unset(AUGURY_CUDNN_LIBRARY CACHE)
endif()
find_path(AUGURY_CUDNN_INCLUDE cudnn_version.h HINTS ${CUDAToolkit_INCLUDE_DIRS})
find_library(AUGURY_CUDNN_LIBRARY cudnn HINTS ${CUDAToolkit_LIBRARY_DIR})
mark_as_advanced(AUGURY_CUDNN_INCLUDE AUGURY_CUDNN_LIBRARY)
if(AUGURY_CUDNN_INCLUDE AND AUGURY_CUDNN_LIBRARY)
  set(version "")
  file(STRINGS "${AUGURY_CUDNN_INCLUDE}/cudnn_version.h" lines REGEX "define CUDNN_(MAJOR|MINOR) ")
  foreach(line IN LISTS lines)  # the major one is before the minor one
    string(REGEX MATCH "[0-9]+" number "${line}")
    list(APPEND version "${number}")
  endforeach()
  list(JOIN version "." AUGURY_CUDNN_VERSION)
  if(AUGURY_CUDNN_VERSION VERSION_GREATER_EQUAL 9.8)
    augury_opened_library(augury_cudnn "${AUGURY_CUDNN_LIBRARY}"
      "${AUGURY_CUDNN_INCLUDE}" ${CUDAToolkit_INCLUDE_DIRS})
  endif()
endif()
