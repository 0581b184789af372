# Sets AUGURY_NVCC, whether programs for CUDA are built, by AUGURY_CUDA: ON, OFF, or AUTO (with nvcc).
set(AUGURY_NVCC OFF)
if(AUGURY_CUDA)
  include(CheckLanguage)
  if(NOT DEFINED CMAKE_CUDA_ARCHITECTURES)
    set(CMAKE_CUDA_ARCHITECTURES 80-real 90)  # 90 with PTX, for what comes next
  endif()
  check_language(CUDA)
  if(CMAKE_CUDA_COMPILER)
    enable_language(CUDA)
    set(AUGURY_NVCC ON)
  elseif(AUGURY_CUDA STREQUAL "AUTO")
    message(STATUS "Programs for CUDA are left out: there is no nvcc here")
  else()
    message(FATAL_ERROR "AUGURY_CUDA is ON, which needs nvcc 12 or later, and CMake found none here; "
      "install NVIDIA's CUDA toolkit and put nvcc on the PATH, or set AUGURY_CUDA to OFF")
  endif()
endif()
