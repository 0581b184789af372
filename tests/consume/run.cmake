# cmake -DHOW=installed|folder -DSOURCE=... -DBUILD=... -DWORK=... -DCOMPILER=... -DIMAGES=0|1 -P run.cmake
# Installs the build into an empty prefix (or adds the checkout as a folder), then configures, builds
# and runs the project beside this file.
function(run)
  execute_process(COMMAND ${ARGV} RESULT_VARIABLE status OUTPUT_VARIABLE output
    ERROR_VARIABLE output)
  if(NOT status EQUAL 0)
    list(JOIN ARGV " " command)
    message("${output}")
    message(FATAL_ERROR "This command failed, for the reason above: ${command}")
  endif()
endfunction()

file(REMOVE_RECURSE "${WORK}")
if(HOW STREQUAL "installed")
  run("${CMAKE_COMMAND}" --install "${BUILD}" --prefix "${WORK}/prefix")
  set(choice "-DCMAKE_PREFIX_PATH=${WORK}/prefix")
else()
  set(choice "-Daugury_SOURCE=${SOURCE}")
endif()

if(HOW STREQUAL "installed")
  execute_process(COMMAND "${CMAKE_COMMAND}" -G Ninja -S "${SOURCE}/tests/consume"
      -B "${WORK}/misspelt" "${choice}" "-DCMAKE_CXX_COMPILER=${COMPILER}" -DMISSPELT=ON
    RESULT_VARIABLE status OUTPUT_VARIABLE output ERROR_VARIABLE output)
  if(status EQUAL 0 OR NOT output MATCHES "files and images, and no 'flies'")
    message(FATAL_ERROR "A component that is not there is not named: ${output}")
  endif()
endif()

run("${CMAKE_COMMAND}" -G Ninja -S "${SOURCE}/tests/consume" -B "${WORK}/build" "${choice}"
  "-DCMAKE_CXX_COMPILER=${COMPILER}" "-DIMAGES=${IMAGES}")
run("${CMAKE_COMMAND}" --build "${WORK}/build")
run("${WORK}/build/core")
run("${WORK}/build/files")
if(IMAGES)
  run("${WORK}/build/images")
endif()
