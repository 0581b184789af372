# augury::cuda_libraries: those of NVIDIA's libraries that this build uses, by AUGURY_CUBLASLT and AUGURY_CUDNN:
# ON, OFF, or AUTO (where they are). AUGURY_USES_CUBLASLT and AUGURY_USES_CUDNN in the cache say which. Programs
# are not linked with them but open them when they first use a device, so they are told the folder.
add_library(augury_cuda_libraries INTERFACE)
add_library(augury::cuda_libraries ALIAS augury_cuda_libraries)

# augury_opened_library(target file headers...): `target` brings the headers, and a program with it finds the library
# where it lies.
function(augury_opened_library target file)
  add_library(${target} INTERFACE)
  target_include_directories(${target} SYSTEM INTERFACE ${ARGN})
  cmake_path(GET file PARENT_PATH folder)
  if(NOT folder MATCHES "^(/usr)?/lib")  # which the system's loader knows
    target_link_options(${target} INTERFACE "LINKER:-rpath,${folder}")
  endif()
endfunction()
if(AUGURY_NVCC)
  find_package(CUDAToolkit QUIET)
  if(TARGET CUDA::cublasLt)
    get_target_property(file CUDA::cublasLt IMPORTED_LOCATION)
    get_target_property(headers CUDA::cublasLt INTERFACE_INCLUDE_DIRECTORIES)
    augury_opened_library(augury_cublaslt "${file}" ${headers})
  endif()
  include(cmake/find_cudnn.cmake)
endif()

# augury_cuda_library(OPTION target name what_is_needed): uses it, leaves it out, or says why it cannot be used.
function(augury_cuda_library option target library what)
  set(uses OFF)
  if(${option} AND AUGURY_NVCC AND TARGET ${target})
    set(uses ON)
    message(STATUS "Programs for CUDA use ${library}")
    target_link_libraries(augury_cuda_libraries INTERFACE ${target})
    target_compile_definitions(augury_cuda_libraries INTERFACE
      "$<$<COMPILE_LANGUAGE:CUDA>:${option}>")
  elseif(${option} AND NOT ${option} STREQUAL "AUTO")
    if(NOT AUGURY_NVCC)
      message(FATAL_ERROR "${option} is ON, which needs programs for CUDA, and this build has none "
        "(AUGURY_CUDA is ${AUGURY_CUDA}): put nvcc on the PATH and set AUGURY_CUDA to AUTO, or set "
        "${option} to OFF")
    endif()
    message(FATAL_ERROR "${option} is ON, and CMake found no ${what}; install it from NVIDIA, or set "
      "${option} to OFF")
  elseif(${option} AND AUGURY_NVCC)
    message(STATUS "Programs for CUDA do without ${library}: CMake found no ${what}")
  elseif(AUGURY_NVCC)
    message(STATUS "Programs for CUDA do without ${library}: ${option} is OFF")
  endif()
  string(REPLACE AUGURY_ AUGURY_USES_ name ${option})
  set(${name} ${uses} CACHE INTERNAL "Whether ${library} is used")
endfunction()
augury_cuda_library(AUGURY_CUBLASLT augury_cublaslt cuBLASLt "cuBLASLt beside nvcc")
set(cudnn "cuDNN of version 9.8 or later")
if(AUGURY_CUDNN_VERSION)
  string(APPEND cudnn " (there is ${AUGURY_CUDNN_VERSION})")
endif()
augury_cuda_library(AUGURY_CUDNN augury_cudnn cuDNN "${cudnn}")
