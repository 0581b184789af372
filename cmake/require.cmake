# augury_require(package debian_package [arguments of find_package...])
# find_package whose failure is one sentence that says what to install.
macro(augury_require package debian)
  find_package(${package} QUIET ${ARGN})
  if(NOT ${package}_FOUND)
    message(FATAL_ERROR
      "augury needs ${package}, and CMake found none here; on Debian: apt-get install ${debian}")
  endif()
endmacro()
