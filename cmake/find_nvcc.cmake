# Sets AUGURY_NVCC, whether programs for CUDA are built, by AUGURY_CUDA: ON, OFF, or AUTO (with nvcc).
set(AUGURY_NVCC OFF)
if(AUGURY_CUDA)
  include(CheckLanguage)
  if(NOT DEFINED CMAKE_CUDA_ARCHITECTURES)
    set(CMAKE_CUDA_ARCHITECTURES 80-real 90)  # 90 with PTX, for what comes next
  endif()
  set(asked_for "${CMAKE_CUDA_HOST_COMPILER}")
  check_language(CUDA)
  if(asked_for)  # CMake 3.25 forgets it there
    set(CMAKE_CUDA_HOST_COMPILER "${asked_for}")
  endif()
  if(CMAKE_CUDA_COMPILER)
    enable_language(CUDA)
    set(AUGURY_NVCC ON)
    if(NOT CMAKE_CUDA20_STANDARD_COMPILE_OPTION)  # CMake 3.25 takes C++17 for the newest
      set(CMAKE_CUDA20_STANDARD_COMPILE_OPTION -std=c++20)
      set(CMAKE_CUDA20_EXTENSION_COMPILE_OPTION -std=c++20)
    endif()
    set(CMAKE_CUDA_STANDARD 20)
    if(CMAKE_CUDA_SIMULATE_ID STREQUAL "Clang")  # nvcc hands it designated initialisers so
      string(APPEND CMAKE_CUDA_FLAGS " -Xcompiler=-Wno-gnu-designator")
    endif()
    include(CheckCompilerFlag)
    check_compiler_flag(CUDA -Ofc=max AUGURY_NVCC_COMPILES_FAST)  # nvcc 12.9 and later
  elseif(AUGURY_CUDA STREQUAL "AUTO")
    message(STATUS "Programs for CUDA are left out: there is no nvcc here")
  else()
    message(FATAL_ERROR "AUGURY_CUDA is ON, which needs nvcc 12 or later, and CMake found none here; "
      "install NVIDIA's CUDA toolkit and put nvcc on the PATH, or set AUGURY_CUDA to OFF")
  endif()
endif()

foreach(library IN ITEMS AUGURY_CUBLASLT AUGURY_CUDNN)
  if(${library} AND NOT AUGURY_NVCC)
    message(WARNING "${library} is ON and has no effect: this build has no programs for CUDA")
  endif()
endforeach()
if(AUGURY_NVCC AND AUGURY_CUBLASLT)
  find_package(CUDAToolkit QUIET)
  if(NOT TARGET CUDA::cublasLt)
    message(FATAL_ERROR "AUGURY_CUBLASLT is ON, and CMake found no cuBLASLt beside nvcc; install it "
      "with NVIDIA's CUDA toolkit, or set AUGURY_CUBLASLT to OFF")
  endif()
  # Of this build alone: whoever uses the package decides for himself.
  target_link_libraries(augury_cuda INTERFACE "$<BUILD_INTERFACE:CUDA::cublasLt>")
  target_compile_definitions(augury_cuda INTERFACE
    "$<BUILD_INTERFACE:$<$<COMPILE_LANGUAGE:CUDA>:AUGURY_CUBLASLT>>")
endif()
if(AUGURY_NVCC AND AUGURY_CUDNN)
  include(cmake/find_cudnn.cmake)
  if(NOT TARGET augury_cudnn)
    message(FATAL_ERROR "AUGURY_CUDNN is ON, and CMake found no cuDNN of version 9.8 or later (found: "
      "'${AUGURY_CUDNN_VERSION}'); install it from NVIDIA, or set AUGURY_CUDNN to OFF")
  endif()
  target_link_libraries(augury_cuda INTERFACE "$<BUILD_INTERFACE:augury_cudnn>")
  target_compile_definitions(augury_cuda INTERFACE
    "$<BUILD_INTERFACE:$<$<COMPILE_LANGUAGE:CUDA>:AUGURY_CUDNN>>")
endif()
