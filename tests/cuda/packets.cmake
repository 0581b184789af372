# What nvcc made of packets.cu (PTX, in -D FILE=...): each argument of the map is read, and its result
# written, by one access of 16 bytes for four values and one for four tangents; nothing is kept in memory.
file(READ "${FILE}" text)
function(expect pattern expected)
  string(REGEX MATCHALL "${pattern}" found "${text}")
  list(LENGTH found count)
  if(NOT count EQUAL expected)
    message(SEND_ERROR "${FILE} has ${count} of '${pattern}' and should have ${expected}: "
      "look at kernel/element.hpp and backend/cuda/packet.cuh")
  endif()
endfunction()
expect("ld\\.global(\\.nc)?\\.v4\\.f32" 10)  # x and four numbers for each channel
expect("st\\.global\\.v4\\.f32" 2)
expect("__local_depot" 0)
