# cmake -DSOURCE=... -DWORK=... -DCOMPILER=... -DNVCC=... -P run.cmake
# Configures and builds the project beside this file, and one that forgot the language CUDA.
function(run expected)
  execute_process(COMMAND ${ARGN} RESULT_VARIABLE status OUTPUT_VARIABLE output ERROR_VARIABLE output)
  string(REGEX REPLACE "[ \n]+" " " output "${output}")
  if(NOT output MATCHES "${expected}" OR (expected MATCHES "^Build|^Linking" AND NOT status EQUAL 0))
    list(JOIN ARGN " " command)
    message(FATAL_ERROR "'${expected}' was expected of ${command}, which said: ${output}")
  endif()
endfunction()

file(REMOVE_RECURSE "${WORK}")
set(configure "${CMAKE_COMMAND}" -G Ninja "-Daugury_SOURCE=${SOURCE}" "-DCMAKE_CXX_COMPILER=${COMPILER}"
  "-DCMAKE_CUDA_COMPILER=${NVCC}" "-DCMAKE_CUDA_HOST_COMPILER=${COMPILER}")
run("Build files have been written" ${configure} -S "${CMAKE_CURRENT_LIST_DIR}" -B "${WORK}/build")
run("Linking CUDA executable mine" "${CMAKE_COMMAND}" --build "${WORK}/build")

file(READ "${CMAKE_CURRENT_LIST_DIR}/CMakeLists.txt" text)
string(REPLACE "CXX CUDA" "CXX" text "${text}")
file(WRITE "${WORK}/forgot/CMakeLists.txt" "${text}")
run("mine has not the language CUDA: write project\\(mine LANGUAGES CXX CUDA\\)"
  ${configure} -S "${WORK}/forgot" -B "${WORK}/forgot/build")
