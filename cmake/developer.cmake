# Comforts for those who work in this checkout; a project that adds this folder never sees them.

# Without any choice the programs would be unoptimised, hence too slow to train anything.
if(NOT CMAKE_BUILD_TYPE AND NOT CMAKE_CXX_FLAGS)
  message(STATUS "No CMAKE_BUILD_TYPE was given: building Release (see CMakePresets.json)")
  set(CMAKE_BUILD_TYPE Release)
endif()

find_program(AUGURY_CCACHE ccache)
mark_as_advanced(AUGURY_CCACHE)
# What one checkout has compiled serves another of the same files, wherever that lies.
set(cached "${CMAKE_COMMAND}" -E env "CCACHE_BASEDIR=${PROJECT_SOURCE_DIR}" "${AUGURY_CCACHE}")
foreach(language IN ITEMS CXX CUDA)
  if(AUGURY_CCACHE AND NOT CMAKE_${language}_COMPILER_LAUNCHER)
    set(CMAKE_${language}_COMPILER_LAUNCHER "${cached}")
  endif()
endforeach()
