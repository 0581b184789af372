# The words of the options for CUDA, in capital letters from here on.
foreach(option IN ITEMS AUGURY_CUDA AUGURY_CUBLASLT AUGURY_CUDNN)
  string(TOUPPER "${${option}}" word)
  if(NOT word MATCHES "^(AUTO|ON|OFF|TRUE|FALSE|YES|NO|1|0)$")
    message(FATAL_ERROR "${option} is '${${option}}', and may be ON, OFF or AUTO")
  endif()
  set(${option} "${word}")
endforeach()
