# What nvcc made of packets.cu (PTX, in -D FILE=...): each argument of the map is read, and its result
# written, by one access of 16 bytes for four values and one for four tangents; nothing is kept in memory.
file(READ "${FILE}" text)
function(expect_accesses pattern expected)
  string(REGEX MATCHALL "${pattern}" found "${text}")
  list(LENGTH found count)
  if(count LESS expected)
    message(SEND_ERROR "${FILE} has ${count} of '${pattern}' and should have ${expected}: "
      "look at kernel/element.hpp and backend/cuda/packet.cuh")
  endif()
endfunction()
expect_accesses("ld\\.global(\\.nc)?\\.v4\\.[bfu]32" 10)  # x and four numbers for each channel
expect_accesses("st\\.global\\.v4\\.[bfu]32" 2)
if(text MATCHES "__local_depot")
  message(SEND_ERROR "${FILE} keeps numbers in memory that should stay in registers")
endif()
