# Sets AUGURY_NVCC, whether programs for CUDA are built, by AUGURY_CUDA: ON, OFF, or AUTO (with nvcc).
set(AUGURY_NVCC OFF)

# Says why programs for CUDA cannot be built: an error where they were asked for.
function(augury_no_cuda why)
  if(AUGURY_CUDA STREQUAL "AUTO")
    message(STATUS "Programs for CUDA are left out: ${why}")
  else()
    message(FATAL_ERROR "AUGURY_CUDA is ${AUGURY_CUDA}, which needs nvcc 12 or later, but ${why}; "
      "install NVIDIA's CUDA toolkit and put nvcc on the PATH, or set AUGURY_CUDA to OFF")
  endif()
endfunction()

if(AUGURY_CUDA)
  get_property(languages GLOBAL PROPERTY ENABLED_LANGUAGES)
  if(NOT PROJECT_IS_TOP_LEVEL AND NOT AUGURY_CUDA STREQUAL "AUTO" AND NOT "CUDA" IN_LIST languages)
    message(FATAL_ERROR "AUGURY_CUDA is ${AUGURY_CUDA}, and ${CMAKE_PROJECT_NAME} has not the language CUDA: "
      "write project(${CMAKE_PROJECT_NAME} LANGUAGES CXX CUDA), or set AUGURY_CUDA to OFF")
  endif()
  include(CheckLanguage)
  if(NOT DEFINED CMAKE_CUDA_ARCHITECTURES)
    set(CMAKE_CUDA_ARCHITECTURES 80-real 90)  # 90 with PTX, for what comes next
  endif()
  if(NOT CMAKE_CUDA_COMPILER)  # it may have come since the last time
    unset(CMAKE_CUDA_COMPILER CACHE)
    unset(AUGURY_FOUND_NVCC CACHE)
  endif()
  set(asked_for "${CMAKE_CUDA_HOST_COMPILER}")
  check_language(CUDA)
  if(asked_for)  # CMake 3.25 forgets it there
    set(CMAKE_CUDA_HOST_COMPILER "${asked_for}")
  endif()
  find_program(AUGURY_FOUND_NVCC nvcc NO_CMAKE_SYSTEM_PATH)
  mark_as_advanced(AUGURY_FOUND_NVCC)
  if(CMAKE_CUDA_COMPILER)
    enable_language(CUDA)
    if(CMAKE_CUDA_COMPILER_VERSION VERSION_LESS 12)
      augury_no_cuda("nvcc here is ${CMAKE_CUDA_COMPILER_VERSION}")
    else()
      set(AUGURY_NVCC ON)
    endif()
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
  elseif(AUGURY_FOUND_NVCC)
    augury_no_cuda("${AUGURY_FOUND_NVCC} compiles nothing here (it may not know this host compiler)")
  else()
    augury_no_cuda("there is no nvcc on the PATH (it is often in /usr/local/cuda/bin)")
  endif()
endif()

# augury_fast_target(target folder): its code for CUDA is compiled fast where AUGURY_CUDA_FAST names the folder,
# which is not optimised, and up to PTX (but for words in place of numbers, native say).
function(augury_fast_target target folder)
  if(NOT folder IN_LIST AUGURY_CUDA_FAST)
    return()
  endif()
  list(TRANSFORM CMAKE_CUDA_ARCHITECTURES REPLACE "^([0-9]+).*" "\\1-virtual" OUTPUT_VARIABLE up_to_ptx)
  list(REMOVE_DUPLICATES up_to_ptx)
  set_target_properties(${target} PROPERTIES CUDA_ARCHITECTURES "${up_to_ptx}")
  if(AUGURY_NVCC_COMPILES_FAST)
    target_compile_options(${target} PRIVATE "$<$<COMPILE_LANGUAGE:CUDA>:-Ofc=max>")
  endif()
endfunction()
